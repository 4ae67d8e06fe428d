package mirror

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/sandbox"
)

const campaignID = "5e000000-0000-4000-8000-0000000000aa"

func sessionRow() Row {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return Row{ID: campaignID, Body: SessionRow{ID: campaignID, Name: "Spring radio", CreatedAt: at, ObservedAt: at}}
}

func resultRows(n int) []Row {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	rows := make([]Row, n)
	for i := range rows {
		id := fmt.Sprintf("4e000000-0000-4000-8000-%012d", i)
		v := float64(i)
		rows[i] = Row{ID: id, Body: ResultRow{ID: id, SessionID: campaignID, Agent: "tracker", Key: "emails_sent", Value: &v, Label: "Mails sent", Unit: "emails",
			Metadata: []byte(`{}`), CreatedAt: at, ObservedAt: at}}
	}
	return rows
}

func TestPush(t *testing.T) {
	b, o := newBench(t), &box{}
	if v, err := b.client.SchemaState(t.Context()); err != nil || v != SchemaVersion {
		t.Fatalf("schema %d, %v", v, err)
	}
	if _, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, o); err != nil {
		t.Fatal(err)
	}
	sent, refused, err := b.client.Push(t.Context(), TableResults, resultRows(450), o)
	if sent != 450 || refused != 0 || err != nil {
		t.Fatalf("sent %d, refused %d, %v", sent, refused, err)
	}
	if n := len(b.remote.Rows(TableResults)); n != 450 {
		t.Errorf("the project has %d rows", n)
	}
	before := b.remote.Rows(TableResults)
	if _, _, err := b.client.Push(t.Context(), TableResults, resultRows(450), o); err != nil {
		t.Fatal(err)
	}
	if after := b.remote.Rows(TableResults); len(after) != len(before) {
		t.Errorf("the same push twice made %d rows of %d", len(after), len(before))
	}
	if owner := b.remote.Rows(TableSessions)[0]["user_id"]; owner != b.user {
		t.Errorf("the row belongs to %v, want %s", owner, b.user)
	}
	if err := b.client.Remove(t.Context(), TableSessions, RemovedRow{ID: campaignID, ObservedAt: time.Now(), DeletedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if at := b.remote.Rows(TableSessions)[0]["deleted_at"]; at == nil {
		t.Error("the row is not marked as deleted")
	}
}

// TestPushGoesOnWhereItWas breaks a push off after its second batch.
func TestPushGoesOnWhereItWas(t *testing.T) {
	b, o := newBench(t), &box{}
	if _, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, o); err != nil {
		t.Fatal(err)
	}
	b.server.Faults().Add(sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/campaign_results", Nth: 3, Status: 540, Body: `{"message":"paused"}`})
	sent, _, err := b.client.Push(t.Context(), TableResults, resultRows(1000), o)
	if sent != 400 || StateOf(err) != StateProjectPaused {
		t.Fatalf("sent %d, state %s (%v)", sent, StateOf(err), err)
	}
	if o.count() != 401 {
		t.Errorf("%d rows acknowledged", o.count())
	}
	b.server.Faults().Clear()
	if sent, _, err = b.client.Push(t.Context(), TableResults, resultRows(1000)[400:], o); sent != 600 || err != nil {
		t.Fatalf("sent %d, %v", sent, err)
	}
	if n := len(b.remote.Rows(TableResults)); n != 1000 {
		t.Errorf("the project has %d rows", n)
	}
}

// TestRefusedRowHoldsUpNoOther sends one row that a rule of the table does not take among others.
func TestRefusedRowHoldsUpNoOther(t *testing.T) {
	b, o := newBench(t), &box{}
	if _, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, o); err != nil {
		t.Fatal(err)
	}
	rows := resultRows(20)
	bad := rows[7].Body.(ResultRow)
	bad.Agent = "somebody"
	rows[7].Body = bad
	sent, refused, err := b.client.Push(t.Context(), TableResults, rows, o)
	if sent != 19 || refused != 1 || err != nil {
		t.Fatalf("sent %d, refused %d, %v", sent, refused, err)
	}
	if o.refused[rows[7].ID] == "" {
		t.Error("the refused row is not named")
	}
}

func TestLostAnswerIsNoLoss(t *testing.T) {
	b, o := newBench(t), &box{}
	b.server.Faults().Add(sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/agent_sessions", Times: 1, Lose: true})
	sent, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, o)
	if sent != 1 || err != nil {
		t.Fatalf("sent %d, %v", sent, err)
	}
	if n := len(b.remote.Rows(TableSessions)); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestStates(t *testing.T) {
	page := sandbox.HTMLPage(502)
	page.Host, page.Times = sandbox.SupabaseHost, 0
	rest := func(status int, code string) sandbox.Fault {
		return sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/**", Status: status, Header: http.Header{"Content-Type": {"application/json"}},
			Body: `{"code":"` + code + `","message":"words that stay out of ours"}`}
	}
	for name, c := range map[string]struct {
		prepare func(*bench)
		want    string
		code    apperr.Code
	}{
		"wrong key":             {func(b *bench) { b.client.Project.Key = "sb_publishable_another" }, StateWrongKey, apperr.Forbidden},
		"wrong project":         {func(b *bench) { b.server.Faults().Add(htmlNotFound()) }, StateWrongProject, apperr.NotFound},
		"tables missing":        {func(b *bench) { b.remote.SetSchema(0) }, StateSchemaMissing, apperr.NotFound},
		"tables missing before": {func(b *bench) { b.server.Faults().Add(rest(404, "42P01")) }, StateSchemaMissing, apperr.NotFound},
		"column missing":        {func(b *bench) { b.server.Faults().Add(rest(400, "PGRST204")) }, StateSchemaOld, apperr.NotFound},
		"policy refuses":        {func(b *bench) { b.server.Faults().Add(rest(403, "42501")) }, StatePolicy, apperr.Forbidden},
		"paused":                {func(b *bench) { b.server.Faults().Add(rest(540, "")) }, StateProjectPaused, apperr.ServiceDown},
		"session ended":         {func(b *bench) { b.remote.EndSessions() }, StateSignIn, apperr.NeedsSignIn},
		"clock": {func(b *bench) {
			b.setClock(-3 * time.Hour)
			b.server.Faults().Add(rest(401, "PGRST303"))
		}, StateClock, apperr.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			c.prepare(b)
			_, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, &box{})
			if StateOf(err) != c.want || apperr.CodeOf(err) != c.code {
				t.Fatalf("state %s, code %s, want %s, %s: %v", StateOf(err), apperr.CodeOf(err), c.want, c.code, err)
			}
			if contains(err.Error(), "words that stay out", "JWT", "PGRST", "sb_publishable_another") {
				t.Errorf("the sentence is the service's: %s", err)
			}
		})
	}
	t.Run("older tables", func(t *testing.T) {
		b := newBench(t)
		b.server.Faults().Add(sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/mixdown_schema", Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: `[{"version":0}]`})
		if _, err := b.client.SchemaState(t.Context()); StateOf(err) != StateSchemaOld {
			t.Errorf("state %s: %v", StateOf(err), err)
		}
	})
	t.Run("a page of 502", func(t *testing.T) { // without the pauses between tries
		b := newBench(t)
		b.server.Faults().Add(page)
		b.client.Tables = b.plain().Transport
		_, err := b.client.SchemaState(t.Context())
		if StateOf(err) != StateDown || apperr.CodeOf(err) != apperr.ServiceDown {
			t.Errorf("state %s: %v", StateOf(err), err)
		}
	})
}

func htmlNotFound() sandbox.Fault {
	f := sandbox.HTMLPage(404)
	f.Host = sandbox.SupabaseHost
	return f
}

func TestExpiredTokenIsRenewedOnce(t *testing.T) {
	b := newBench(t)
	b.remote.ExpireTokens()
	if _, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, &box{}); err != nil {
		t.Fatal(err)
	}
}

// TestOneRefresher asks for a token from many goroutines: one request, and the keychain holds the newest refresh token.
func TestOneRefresher(t *testing.T) {
	b := newBench(t)
	tokens := NewTokens(b.project, "mirror", b.store, b.plain(), nil, b.now)
	before := strings.Count(b.traffic.text(), "grant_type=refresh_token")
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, err := tokens.Token(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	tokens.Close()
	if n := strings.Count(b.traffic.text(), "grant_type=refresh_token") - before; n != 1 {
		t.Errorf("%d refreshes", n)
	}
	// What was saved works: nothing but the keychain is left after a restart.
	if _, err := NewTokens(b.project, "mirror", b.store, b.plain(), nil, b.now).Token(); err != nil {
		t.Error(err)
	}
}

// lockedStore takes nothing until it is unlocked.
type lockedStore struct {
	auth.Store
	locked bool
}

func (s *lockedStore) Save(key string, secret auth.Secret) error {
	if s.locked {
		return apperr.New(apperr.KeychainLocked, "locked", nil)
	}
	return s.Store.Save(key, secret)
}

func TestRefreshTokenIsSavedBeforeUse(t *testing.T) {
	b := newBench(t)
	locked := &lockedStore{b.store, true}
	tokens := NewTokens(b.project, "mirror", locked, b.plain(), nil, b.now)
	if _, err := tokens.Token(); apperr.CodeOf(err) != apperr.KeychainLocked {
		t.Fatalf("%v", err)
	}
	locked.locked = false
	if _, err := tokens.Token(); err != nil { // the rotated token was kept meanwhile
		t.Fatal(err)
	}
}

func TestSignIn(t *testing.T) {
	b := newBench(t)
	in := SignIn{Project: b.project, Email: "other@label.example", HTTP: b.plain(), Now: b.now}
	if err := in.SendMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Finish(t.Context(), "000000x"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a code with a letter: %v", err)
	}
	if _, err := in.Finish(t.Context(), "99999999"); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("a wrong code: %v", err)
	}
	s, err := in.Finish(t.Context(), b.remote.Code("other@label.example"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Finish(t.Context(), "123456"); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("a code used twice: %v", err)
	}
	if strings.Contains(fmt.Sprintf("%v %+v", s.Secret, s.Secret), s.Secret.RefreshToken) {
		t.Error("a secret prints itself")
	}
	b.remote.CloseSignups()
	in.Email = "stranger@label.example"
	if err := in.SendMail(t.Context()); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("a closed project: %v", err)
	}
	if err := b.tokens.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := NewTokens(b.project, "mirror", b.store, b.plain(), nil, b.now).Token(); apperr.CodeOf(err) != apperr.NeedsSignIn {
		t.Errorf("after signing out: %v", err)
	}
}

func TestParseProject(t *testing.T) {
	for _, bad := range [][2]string{
		{"http://abc.supabase.co", "sb_publishable_x"}, {"https://u:p@abc.supabase.co", "sb_publishable_x"}, {"https://abc.supabase.co/rest/v1", "sb_publishable_x"},
		{"https://127.0.0.1", "sb_publishable_x"}, {"abc", "sb_publishable_x"}, {"https://abc.supabase.co", ""}, {"https://abc.supabase.co", "hello"},
		{"https://abc.supabase.co", "sb_secret_x"}, {"https://abc.supabase.co", "e30.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.x"}, {"https://abc.supabase.co?x=1", "sb_publishable_x"},
	} {
		if _, err := ParseProject(bad[0], bad[1]); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%q %q: %v", bad[0], bad[1], err)
		}
	}
	for _, good := range [][2]string{{"https://ABC.supabase.co/", "sb_publishable_x"}, {"https://abc.supabase.co", "e30.eyJyb2xlIjoiYW5vbiJ9.x"}} {
		if p, err := ParseProject(good[0], good[1]); err != nil || p.URL != "https://abc.supabase.co" {
			t.Errorf("%q: %v, %v", good[0], p, err)
		}
	}
}

// TestLibraryFaults fences what Supabase's libraries lack, so that an update that mends or worsens it is seen.
func TestLibraryFaults(t *testing.T) {
	b := newBench(t)
	rest, l := b.project.tables(t.Context(), b.client.Tables, b.now)
	_, _, err := rest.From("agent_sessions").Select("id", "", false).Gte("created_at", "2026").Lte("created_at", "2027").Execute()
	if err := l.outcome(err); err == nil && strings.Contains(b.traffic.text(), "gte.2026") {
		t.Error("a second filter on a column no longer replaces the first: the rule of one filter a column can go")
	}
	var known *apperr.Error
	rest, l = b.project.tables(t.Context(), b.client.Tables, b.now)
	_, _, err = rest.From("nothing").Select("id", "", false).Execute()
	if err == nil || !errors.As(l.outcome(err), &known) {
		t.Errorf("an error without a code: %v", err)
	}
}

func TestCleaning(t *testing.T) {
	for in, want := range map[string]string{
		"Spring radio":                    "Spring radio",
		"For dj@radio.example & friends":  "For … & friends",
		"mailto:a.b+c%40radio.example":    "mailto:…",
		"Über@löwe.example":               "…",
		"50% more, 3@once no dot at home": "50% more, … no dot at home",
	} {
		if got := HideAddresses(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	got := string(CleanMetadata([]byte(`{"groups":{"a@b.example":2,"c@d.example":3,"NEW":1},"unknownReason":"ask x@y.example"}`)))
	if want := `{"groups":{"NEW":1,"…":5},"unknownReason":"ask …"}`; got != want {
		t.Errorf("metadata %s", got)
	}
	if a, b := UUID("c0000000-0000-4000-8000-000000000001", "run", "7"), UUID("c0000000-0000-4000-8000-000000000001", "run", "7"); a != b {
		t.Error("the same row has two ids")
	}
	if a, b := UUID("c0000000-0000-4000-8000-000000000001", "run", "7"), UUID("c0000000-0000-4000-8000-000000000002", "run", "7"); a == b {
		t.Error("two computers share an id")
	}
}

var _ oauth2.TokenSource = (*Tokens)(nil)
