package desk_test

import (
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

func TestConnectAndDisconnect(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	list, err := d.Connections(ctx)
	must(t, err)
	if len(list) != 2 || list[0].Provider != "gmail" || list[0].Account != sandbox.SpringOwner || list[0].Status != "active" || list[0].LastSyncAt == nil || list[0].NextSyncAt == nil || len(list[0].MissingScopes) != 0 {
		t.Errorf("the connections are %s", asJSON(t, list))
	}
	// Signing in again renews the connection and keeps what was read.
	again, err := d.Connect(ctx, desk.ConnectRequest{Provider: "gmail"}) // the client is known by now
	must(t, err)
	if again.ID != list[0].ID {
		t.Error("signing in again made another connection")
	}
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))

	// Keeping the data keeps the numbers of the past; dropping it drops them.
	conn, err := d.Disconnect(ctx, "gmail", true)
	must(t, err)
	if conn.Message != "" {
		t.Errorf("disconnected with %q", conn.Message)
	}
	if m := metrics(t, d, c, "")["email_replies"]; m.Value != nil || m.UnknownReason == nil {
		t.Errorf("without a mailbox replies are %s", asJSON(t, m.Value))
	}
	wantValue(t, d, c, "email_replies", "1", float64(w.facts.Replies))
	if n := len(evidence(t, d, c, "email_replies", "1").Counted); n != w.facts.Replies {
		t.Errorf("of the past %d replies are shown", n)
	}
	good(t, d, c) // the sheet; what is kept follows with the next sync
	agree(t, d, c, "")
	if _, err := w.secrets.Load(list[0].ID); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("the token is still there: %v", err)
	}
	connect(t, d, "gmail")
	good(t, d, c)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
	wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent))
	agree(t, d, c, "")
	if _, err = d.Disconnect(ctx, "sheets", false); err != nil {
		t.Fatal(err)
	}
	contacts, err := d.Contacts(ctx, c, desk.ContactFilter{})
	must(t, err)
	if contacts.Total != 0 {
		t.Errorf("%d contacts are left", contacts.Total)
	}
	_, err = d.Disconnect(ctx, "sheets", false)
	wantCode(t, err, apperr.NotFound)
}

// A service that cannot be reached keeps nobody connected, and the answer says what is left to do there.
func TestDisconnectOffline(t *testing.T) {
	w := newWorld(t)
	d, _ := w.spring(t)
	w.server.Faults().Add(dropped("oauth2.googleapis.com"))
	conn, err := d.Disconnect(t.Context(), "gmail", false)
	must(t, err)
	if conn.Message == "" {
		t.Error("nothing says that the sign-in still stands at the service")
	}
	list, err := d.Connections(t.Context())
	must(t, err)
	if len(list) != 1 {
		t.Errorf("%d connections are left", len(list))
	}
}

func TestSignInsThatFail(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	ctx := t.Context()
	for name, step := range map[string]struct {
		before func()
		req    desk.ConnectRequest
		code   apperr.Code
	}{
		"refused":      {func() { w.server.Consent().Refuse() }, desk.ConnectRequest{Provider: "gmail", Client: client}, apperr.ConsentRefused},
		"unticked":     {func() { w.server.Consent().LeaveUnticked("gmail.readonly") }, desk.ConnectRequest{Provider: "gmail", Client: client}, apperr.ScopeMissing},
		"no client":    {func() { w.server.Consent().AutoApprove() }, desk.ConnectRequest{Provider: "gmail"}, apperr.BadClient},
		"unknown word": {func() {}, desk.ConnectRequest{Provider: "myspace", Client: client}, apperr.Invalid},
		"a key":        {func() {}, desk.ConnectRequest{Provider: "gmail", Key: "abc"}, apperr.Invalid},
	} {
		step.before()
		_, err := d.Connect(ctx, step.req)
		if apperr.CodeOf(err) != step.code {
			t.Errorf("%s: %v, want %s", name, err, step.code)
		}
		list, err := d.Connections(ctx)
		must(t, err)
		if len(list) != 0 {
			t.Fatalf("%s left a connection: %s", name, asJSON(t, list))
		}
	}
}

// A revoked sign-in is told, not tried again, and the numbers stay.
func TestRevokedSignIn(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	w.server.Revoke(sandbox.SpringOwner)
	w.server.ExpireAccess()
	if res := sync1(t, d, c); !res.AllNeedSignIn() {
		t.Errorf("the sync is %s", asJSON(t, res))
	}
	asked := len(w.server.Requests().All())
	if res := sync1(t, d, c); !res.AllNeedSignIn() || len(w.server.Requests().All()) != asked {
		t.Errorf("the second try sent %d requests", len(w.server.Requests().All())-asked)
	}
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
	agree(t, d, c, "")
	s, err := d.Status(t.Context())
	must(t, err)
	if s.State != desk.StateAttention || !strings.Contains(s.Words, "0 of 2") || !strings.Contains(s.Words, "Gmail needs sign-in") {
		t.Errorf("the status is %s: %s", s.State, s.Words)
	}
	for _, f := range d.Doctor(t.Context()) {
		if strings.HasPrefix(f.Part, "gmail") && (f.OK || f.Fix == "") {
			t.Errorf("doctor says %s", asJSON(t, f))
		}
	}
	connect(t, d, "gmail", "sheets")
	good(t, d, c)
}

func TestStatusStates(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	ctx := t.Context()
	want := func(state, words string) {
		t.Helper()
		s, err := d.Status(ctx)
		must(t, err)
		if s.State != state || !strings.Contains(s.Words, words) {
			t.Errorf("the status is %s: %q; want %s: %q", s.State, s.Words, state, words)
		}
	}
	want(desk.StateWaiting, "No source")
	connect(t, d, "gmail", "sheets")
	c := create(t, d, "Spring radio", sandbox.SpringTag, sandbox.SpringSheet)
	want(desk.StateWaiting, "Not synced")
	good(t, d, c)
	want(desk.StateFresh, "All 2 sources fresh")
	w.move(2 * time.Hour)
	want(desk.StateStale, "0 of 2")
	good(t, d, c)
	must(t, d.Pause(ctx, time.Hour))
	want(desk.StatePaused, "Paused")
	w.move(61 * time.Minute)
	good(t, d, c)
	want(desk.StateFresh, "")
	list, err := d.Connections(ctx)
	must(t, err)
	must(t, d.PauseConnection(ctx, list[1].ID, true))
	want(desk.StatePaused, "1 of 2")
	must(t, d.PauseConnection(ctx, list[1].ID, false))
	good(t, d, c)

	w.server.Faults().Add(sandbox.HTMLPage(200))
	sync1(t, d, c)
	want(desk.StateAttention, "could not be read")
	w.server.Faults().Clear()
	good(t, d, c)
	want(desk.StateFresh, "All 2")

	// The sources are fresh, for another campaign.
	next := create(t, d, "Autumn single", sandbox.SpringTag, sandbox.SpringSheet)
	_, err = d.UseCampaign(ctx, next.ID)
	must(t, err)
	want(desk.StateWaiting, "Not synced")
	if s, err := d.Status(ctx); err != nil || s.LastSyncAt != nil {
		t.Errorf("a campaign never synced was last synced at %v (%v)", s.LastSyncAt, err)
	}
	good(t, d, next)
	want(desk.StateFresh, "All 2")
}

// Stopping a sync ends it soon, keeps what was read, and the next goes on.
func TestStopSync(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	w.server.Faults().Add(sandbox.Fault{Host: "gmail.googleapis.com", Path: "/gmail/v1/users/*/messages/*", Nth: 5, Times: 1, Before: func() { go d.StopSync() }, Latency: 300 * time.Millisecond})
	res := sync1(t, d, c)
	if res.Success {
		t.Fatal("the sync was not stopped")
	}
	d.StopSync() // nothing runs: returns at once
	s, err := d.Status(t.Context())
	must(t, err)
	if s.Syncing {
		t.Error("the status says that a sync runs")
	}
	good(t, d, c)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
	wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent))
	agree(t, d, c, "")
}
