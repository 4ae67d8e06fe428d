package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

var sampleClient = auth.Client{ID: "made-up.apps.googleusercontent.com"}

const public = "https://hooks.label.example/mixdown"

// receiver runs the receiver behind a tunnel until the returned function, or the test, ends it.
func (o *office) receiver(told func(source string, err error)) (stop func()) {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	ready := make(chan string, 1)
	var work sync.WaitGroup
	work.Go(func() {
		err := o.desk.Hooks(ctx, desk.HookRequest{Listen: "127.0.0.1:0", PublicURL: public + "/", Told: told, Ready: func(address string, _ []string) {
			o.server.Tunnel(public, "http://"+address)
			ready <- address
		}})
		if err != nil {
			o.t.Error(err)
			close(ready)
		}
	})
	<-ready
	stop = sync.OnceFunc(func() { cancel(); work.Wait() })
	o.t.Cleanup(stop)
	return stop
}

// everything connects what can tell by itself, and reads it once.
func (o *office) everything() {
	o.t.Helper()
	for _, word := range []string{"gmail", "sheets"} {
		if _, err := o.desk.Connect(o.t.Context(), desk.ConnectRequest{Provider: word, Client: sampleClient}); err != nil {
			o.t.Fatal(err)
		}
	}
	for word, key := range map[string]string{"mailchimp": sandbox.SpringMailchimpKey, "airtable": sandbox.SpringAirtableToken} {
		if _, err := o.desk.Connect(o.t.Context(), desk.ConnectRequest{Provider: word, Key: key}); err != nil {
			o.t.Fatal(err)
		}
	}
	name, tag, sheet, table := "Spring radio", "SPRING", sandbox.SpringSheet, sandbox.SpringAirtableTable
	c, err := o.desk.SaveCampaign(o.t.Context(), desk.Draft{Name: &name, Tag: &tag, Spreadsheet: &sheet, Airtable: &table})
	if err != nil {
		o.t.Fatal(err)
	}
	o.sync(c)
}

func (o *office) hookRuns(integration string) int {
	o.t.Helper()
	log, err := o.desk.Log(o.t.Context(), 0)
	if err != nil {
		o.t.Fatal(err)
	}
	n := 0
	for _, r := range log {
		if r.Trigger == "hook" && r.IntegrationType == integration && r.Status == "success" {
			n++
		}
	}
	return n
}

// TestChannels: the services are asked to tell at the tunnel, what they tell leads to a sync, and a card says live exactly
// while that works.
func TestChannels(t *testing.T) {
	o := newOffice(t)
	o.everything()
	var mu sync.Mutex
	answers := map[string]error{}
	stop := o.receiver(func(source string, err error) { mu.Lock(); answers[source] = err; mu.Unlock() })
	o.eventually("all were asked", func() bool { mu.Lock(); defer mu.Unlock(); return len(answers) == 3 })
	for source, err := range answers {
		if err != nil {
			t.Errorf("%s: %v", source, err)
		}
	}
	// Drive and Mailchimp proved the way themselves; Airtable has said nothing yet.
	o.eventually("sheets is live", func() bool { return o.connection("sheets").Live })
	o.eventually("mailchimp is live", func() bool { return o.connection("mailchimp").Live })
	if o.connection("airtable").Live || o.connection("gmail").Live {
		t.Error("live before anything came through")
	}
	o.server.World.Spreadsheet(sandbox.SpringSheet).Touch()
	o.eventually("a sync of the sheet", func() bool { return o.hookRuns("google_sheets") > 0 })
	o.server.World.Mailchimp().Subscribe(sandbox.SpringMailchimpAudience, "new@radio.example")
	o.eventually("a sync of Mailchimp", func() bool { return o.hookRuns("mailchimp") > 0 })
	before := o.connection("airtable")
	o.server.World.Airtable().Change(func(st *sandbox.AirtableStory) {
		records := &st.Bases[0].Tables[0].Records
		*records = (*records)[:len(*records)-1]
	})
	o.eventually("airtable is live", func() bool { return o.connection("airtable").Live })
	// Airtable's calls are counted by the month: its notice brings the next sync forward and makes none at once.
	o.eventually("the next sync of Airtable is near", func() bool {
		c := o.connection("airtable")
		return c.NextSyncAt != nil && before.NextSyncAt != nil && c.NextSyncAt.Before(*before.NextSyncAt)
	})
	if n := o.hookRuns("airtable"); n != 0 {
		t.Errorf("%d syncs of Airtable within five minutes", n)
	}
	stop()
	for _, word := range []string{"sheets", "mailchimp", "airtable"} {
		if o.connection(word).Live {
			t.Errorf("nobody listens, and %s says that it is live", word)
		}
	}
	o.secretsStayInTheKeychain()

	// Begun again, nobody is asked again, and the old channels are heard.
	mu.Lock()
	clear(answers)
	mu.Unlock()
	stop = o.receiver(func(source string, err error) { mu.Lock(); answers[source] = err; mu.Unlock() })
	o.eventually("live again", func() bool { return o.connection("sheets").Live && o.connection("airtable").Live })
	mu.Lock()
	if len(answers) != 0 {
		t.Errorf("asked again: %v", answers)
	}
	mu.Unlock()
	if n := o.server.World.DriveChannels(sandbox.SpringSheet); n != 1 {
		t.Errorf("%d channels of the sheet", n)
	}

	// What is disconnected is told of no more.
	hooks := o.server.World.Airtable().Hooks()
	for _, word := range []string{"sheets", "mailchimp", "airtable"} {
		if _, err := o.desk.Disconnect(t.Context(), word, true); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if n := o.server.World.DriveChannels(sandbox.SpringSheet); n != 0 {
		t.Errorf("%d channels of the sheet are left", n)
	}
	if list := o.server.World.Mailchimp().Hooks(sandbox.SpringMailchimpAudience); len(list) != 0 {
		t.Errorf("left at Mailchimp: %v", list)
	}
	if n := o.server.World.Airtable().Hooks(); n != hooks-1 {
		t.Errorf("%d webhooks at Airtable, %d before", n, hooks)
	}
}

// secretsStayInTheKeychain looks for what services prove themselves by in everything that is not the keychain.
func (o *office) secretsStayInTheKeychain() {
	o.t.Helper()
	s, err := o.store.Load("hooks")
	if err != nil || len(s.Extra) < 3 {
		o.t.Fatalf("%d secrets, %v", len(s.Extra), err)
	}
	list, err := o.desk.Connections(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	raw, err := json.Marshal(list)
	if err != nil {
		o.t.Fatal(err)
	}
	var data []byte
	files, err := filepath.Glob(filepath.Join(o.home, "*"))
	if err != nil || len(files) == 0 {
		o.t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		part, err := os.ReadFile(name)
		if err != nil {
			o.t.Fatal(err)
		}
		data = append(data, part...)
	}
	for name, value := range s.Extra {
		if bytes.Contains(raw, []byte(value)) || bytes.Contains(data, []byte(value)) {
			o.t.Errorf("the secret %s stands outside the keychain", strings.SplitN(name, ":", 2)[0])
		}
	}
}

// TestChannelsRefused: a source that may not be watched says so and stays on its interval; the others are not held up.
func TestChannelsRefused(t *testing.T) {
	o := newOffice(t)
	o.everything()
	o.server.Faults().Add(sandbox.Fault{Host: "www.googleapis.com", Method: http.MethodPost, Path: "/drive/v3/files/*/watch", Status: 403,
		Body: `{"error":{"code":403,"message":"Request had insufficient authentication scopes.","errors":[{"reason":"insufficientPermissions"}]}}`})
	var mu sync.Mutex
	answers := map[string]error{}
	o.receiver(func(source string, err error) { mu.Lock(); answers[source] = err; mu.Unlock() })
	o.eventually("all were asked", func() bool { mu.Lock(); defer mu.Unlock(); return len(answers) == 3 })
	mu.Lock()
	defer mu.Unlock()
	if apperr.CodeOf(answers["sheets"]) != apperr.ScopeMissing || answers["mailchimp"] != nil || answers["airtable"] != nil {
		t.Errorf("%v", answers)
	}
	if o.connection("sheets").Live {
		t.Error("refused, and live")
	}
	if err := o.desk.StopHooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list := o.server.World.Mailchimp().Hooks(sandbox.SpringMailchimpAudience); len(list) != 0 {
		t.Errorf("left at Mailchimp: %v", list)
	}
	for _, bad := range []string{"http://x.example", "https://x.example?a=1", "https://u:p@x.example", "x"} {
		if err := o.desk.Hooks(t.Context(), desk.HookRequest{Listen: "127.0.0.1:0", PublicURL: bad}); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestChannelsOfAnotherRule: a source that refused when the campaign's rule changed is asked again, also after the receiver
// began anew; those that took it are not.
func TestChannelsOfAnotherRule(t *testing.T) {
	o := newOffice(t)
	o.everything()
	var mu sync.Mutex
	answers := map[string]error{}
	told := func(source string, err error) { mu.Lock(); answers[source] = err; mu.Unlock() }
	asked := func(n int) func() bool {
		return func() bool { mu.Lock(); defer mu.Unlock(); return len(answers) >= n }
	}
	stop := o.receiver(told)
	o.eventually("all were asked", asked(3))
	stop()
	c, err := o.desk.Campaign(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	audience := sandbox.SpringMailchimpAudience
	if _, err := o.desk.SaveCampaign(t.Context(), desk.Draft{ID: c.ID, Audience: &audience}); err != nil {
		t.Fatal(err)
	}
	o.server.Faults().Add(sandbox.Fault{Host: "api.airtable.com", Method: http.MethodPost, Path: "/v0/bases/*/webhooks", Status: 403, Body: `{"error":{"type":"INVALID_PERMISSIONS"}}`})
	clear(answers)
	stop = o.receiver(told)
	o.eventually("all were asked of the new rule", asked(3))
	stop()
	if answers["airtable"] == nil {
		t.Fatal("Airtable did not refuse")
	}
	o.server.Faults().Clear()
	clear(answers)
	stop = o.receiver(told)
	o.eventually("Airtable was asked again", asked(1))
	stop()
	if err, ok := answers["airtable"]; !ok || err != nil || len(answers) != 1 {
		t.Errorf("asked again: %v", answers)
	}
}

// TestWindowReceives: the window receives while that is switched on, says which sources tell, follows a switch made by another
// process, says why where it cannot, and leaves nothing at the services when it is switched off.
func TestWindowReceives(t *testing.T) {
	o := newOffice(t)
	o.everything()
	holder, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Close() }()
	taken := holder.Addr().String()
	for name, bad := range map[string]desk.Receiver{
		"no tunnel":        {Listen: taken},
		"open to the web":  {Listen: "0.0.0.0:43120", PublicURL: public},
		"no port":          {Listen: "127.0.0.1", PublicURL: public},
		"odd port":         {Listen: "127.0.0.1:http", PublicURL: public},
		"a tunnel of http": {Listen: taken, PublicURL: "http://hooks.label.example"},
	} {
		if _, err := o.desk.SetReceiver(t.Context(), bad); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var window sync.WaitGroup
	window.Go(func() { o.desk.Live(ctx) })
	stop := sync.OnceFunc(func() { cancel(); window.Wait() })
	defer stop()
	status := func() desk.ReceiverStatus {
		s, err := o.desk.Receiver(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	source := func(word string) desk.ReceiverSource {
		for _, c := range status().Connections {
			if c.Provider == word {
				return c
			}
		}
		t.Fatalf("no %s", word)
		return desk.ReceiverSource{}
	}
	if s := status(); s.On || len(s.Connections) != 3 || s.SigningKey || source("sheets").Asked || source("sheets").LastAt != nil {
		t.Fatalf("%+v", s)
	}
	o.server.Tunnel(public, "http://"+taken)
	if s, err := o.desk.SetReceiver(t.Context(), desk.Receiver{Listen: taken, PublicURL: public + "/"}); err != nil || !s.On || s.PublicURL != public {
		t.Fatalf("%+v, %v", s, err)
	}
	o.eventually("it says that the port is taken", func() bool { return strings.Contains(status().Message, "another program has it") })
	if err := holder.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.SetReceiver(t.Context(), desk.Receiver{Listen: "localhost" + taken[strings.LastIndex(taken, ":"):], PublicURL: public}); err != nil {
		t.Fatal(err)
	}
	o.eventually("sheets is live", func() bool { return source("sheets").Live && o.connection("sheets").Live })
	o.eventually("mailchimp is live", func() bool { return source("mailchimp").Live })
	if s, c := status(), source("sheets"); s.Message != "" || !c.Asked || c.EndsAt == nil || c.LastAt == nil || c.Message != "" {
		t.Errorf("%+v", s)
	}
	o.server.World.Spreadsheet(sandbox.SpringSheet).Touch()
	o.eventually("a sync of the sheet", func() bool { return o.hookRuns("google_sheets") > 0 })

	if err := o.desk.SaveHookSecret(t.Context(), "mailchimp", "a signing key of letters"); err != nil || !status().SigningKey {
		t.Errorf("%v, %+v", err, status())
	}
	o.secretsStayInTheKeychain()

	if err := o.desk.StopHooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := status(); s.On || source("sheets").Live || source("sheets").Asked || source("mailchimp").Asked {
		t.Errorf("switched off: %+v", s)
	}
	if n := o.server.World.DriveChannels(sandbox.SpringSheet); n != 0 {
		t.Errorf("%d channels of the sheet are left", n)
	}
	if again, err := net.Listen("tcp", taken); err != nil {
		t.Errorf("the port is not free: %v", err)
	} else {
		_ = again.Close()
	}

	// Another process switches it on, and the end of the window ends it.
	if _, err := o.elsewhere().SetReceiver(t.Context(), desk.Receiver{Listen: taken, PublicURL: public}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.SetReceiver(t.Context(), desk.Receiver{Listen: taken, PublicURL: public}); err != nil { // does not wait for the look
		t.Fatal(err)
	}
	o.eventually("live again", func() bool { return source("sheets").Live })
	stop()
	if source("sheets").Live {
		t.Error("the window is closed, and it says that it is live")
	}
	if s := status(); !s.On {
		t.Error("a closed window forgets that it is on")
	}
}
