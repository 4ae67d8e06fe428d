package desk_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/mirror"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

// office is a desk on the stand-ins, a Supabase project among them, with everything that leaves for the project kept.
type office struct {
	t      *testing.T
	home   string
	server *sandbox.Server
	remote *sandbox.Supabase
	url    string
	store  *auth.Memory
	desk   *desk.Desk

	mu    sync.Mutex
	sent  bytes.Buffer // to the tables: address and body
	all   bytes.Buffer // to the project altogether
	heads bytes.Buffer
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, home: t.TempDir(), store: auth.NewMemory()}
	o.server = sandbox.New(sandbox.Options{Story: sandbox.SpringRadio(time.Now())})
	o.remote = o.server.AddSupabase("")
	o.server.Consent().AutoApprove()
	o.server.Consent().Pick(sandbox.SpringSheet)
	next := o.server.Handler()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path, ok := strings.CutPrefix(r.URL.Path, "/"+sandbox.SupabaseHost); ok {
			raw, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			r.Body = io.NopCloser(bytes.NewReader(raw))
			o.mu.Lock()
			if strings.HasPrefix(path, "/rest/") {
				o.sent.WriteString(r.URL.String() + "\n")
				o.sent.Write(raw)
			}
			o.all.WriteString(r.URL.String() + "\n")
			o.all.Write(raw)
			_ = r.Header.Write(&o.heads)
			o.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	t.Cleanup(o.remote.Close)
	o.url = web.URL
	o.open()
	return o
}

func (o *office) open() {
	o.t.Helper()
	d, err := desk.Open(o.t.Context(), desk.Config{Home: o.home, Gateway: o.url, Secrets: o.store, OpenBrowser: follow})
	if err != nil {
		o.t.Fatal(err)
	}
	o.desk = d
	o.t.Cleanup(func() { _ = d.Close() })
}

// elsewhere is the same data in the hands of another process.
func (o *office) elsewhere() *desk.Desk {
	o.t.Helper()
	d, err := desk.Open(o.t.Context(), desk.Config{Home: o.home, Gateway: o.url, Secrets: o.store})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = d.Close() })
	return d
}

// restart closes the desk and opens its data again.
func (o *office) restart() {
	o.t.Helper()
	if err := o.desk.Close(); err != nil {
		o.t.Fatal(err)
	}
	o.open()
}

// follow answers a consent page as a browser does.
func follow(page string) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, page, nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// synced connects Google, makes the campaign and reads it.
func (o *office) synced() campaign.Campaign {
	o.t.Helper()
	for _, word := range []string{"gmail", "sheets"} {
		if _, err := o.desk.Connect(o.t.Context(), desk.ConnectRequest{Provider: word, Client: auth.Client{ID: "made-up.apps.googleusercontent.com"}, AllFiles: true}); err != nil {
			o.t.Fatal(err)
		}
	}
	name, tag, sheet := "Spring radio", "SPRING", sandbox.SpringSheet
	c, err := o.desk.SaveCampaign(o.t.Context(), desk.Draft{Name: &name, Tag: &tag, Spreadsheet: &sheet})
	if err != nil {
		o.t.Fatal(err)
	}
	o.sync(c)
	return c
}

func (o *office) sync(c campaign.Campaign) {
	o.t.Helper()
	if _, err := o.desk.Sync(o.t.Context(), desk.SyncRequest{Campaign: c, Trigger: "command"}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) connectMirror() {
	o.t.Helper()
	if err := o.desk.SendMirrorCode(o.t.Context(), desk.MirrorRequest{URL: o.remote.URL(), Key: sandbox.SupabaseKey, Email: "you@label.example"}); err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.desk.FinishMirror(o.t.Context(), o.remote.Code("you@label.example")); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) on() {
	o.t.Helper()
	if _, err := o.desk.SetMirror(o.t.Context(), true, false); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) mirrorStatus() desk.MirrorStatus {
	o.t.Helper()
	s, err := o.desk.MirrorStatus(o.t.Context(), 0)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// TestEveryByteThatLeaves reads what went to the project against everything that must not: mail, people, sign-ins.
func TestEveryByteThatLeaves(t *testing.T) {
	o := newOffice(t)
	c := o.synced()
	o.connectMirror()
	if o.mu.Lock(); o.sent.Len() > 0 {
		t.Errorf("something was sent while the mirror is off: %s", o.sent.String())
	}
	o.mu.Unlock()
	o.on()
	if _, err := o.desk.PushMirror(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.sync(c)
	o.restart()
	o.mu.Lock()
	sent, all, heads := o.sent.String(), o.all.String(), o.heads.String()
	o.mu.Unlock()
	if !strings.Contains(sent, "emails_sent") {
		t.Fatal("nothing was sent: this test proves nothing")
	}
	if i := strings.Index(sent, "@"); i >= 0 {
		t.Errorf("an address left: …%s…", sent[max(0, i-60):min(len(sent), i+60)])
	}
	checked := 0
	s, err := store.Open(t.Context(), o.home+"/mixdown.db", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for _, stream := range []string{provider.StreamMessages, provider.StreamContacts} {
		err := s.Evidence(t.Context(), c.ID, "", stream, 0, func(r provider.Record) error {
			for _, word := range []string{r.Who, r.Contact, r.What, r.ID, r.Link, r.Group} {
				if len(word) > 5 && strings.Contains(sent, word) {
					t.Errorf("evidence left: %q", word)
				}
				checked++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 100 {
		t.Errorf("only %d words were looked for", checked)
	}
	conns, err := s.Connections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, conn := range conns {
		secret, err := o.store.Load(conn.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{secret.RefreshToken, secret.AccessToken, secret.ClientSecret, secret.ClientID} {
			if word != "" && strings.Contains(sent, word) {
				t.Errorf("a secret of %s left with the rows", conn.Provider)
			}
			if conn.Provider != mirror.Name && word != "" && strings.Contains(all+heads, word) {
				t.Errorf("a secret of %s reached the project", conn.Provider)
			}
		}
	}
	for _, word := range []string{"access_token", "refresh_token", "snippet", "subject"} {
		if strings.Contains(strings.ToLower(sent), word) {
			t.Errorf("%q stands in what left", word)
		}
	}
}

// TestMirrorSurvives goes offline, restarts, comes back: nothing is lost, nothing is twice.
func TestMirrorSurvives(t *testing.T) {
	o := newOffice(t)
	c := o.synced()
	o.connectMirror()
	o.on()
	o.server.Faults().Add(sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/**", Nth: 4, Status: 540, Body: "{}"})
	if _, err := o.desk.PushMirror(t.Context()); mirror.StateOf(err) != mirror.StateProjectPaused {
		t.Fatalf("%v", err)
	}
	if s := o.mirrorStatus(); s.State != mirror.StateProjectPaused || s.Waiting == 0 {
		t.Errorf("state %s, %d waiting", s.State, s.Waiting)
	}
	waiting := o.mirrorStatus().Waiting
	o.restart()
	if s := o.mirrorStatus(); s.Waiting != waiting {
		t.Errorf("%d rows wait after a restart, %d before", s.Waiting, waiting)
	}
	o.server.Faults().Clear()
	o.sync(c)
	o.restart() // waits for the push of the sync
	s := o.mirrorStatus()
	if s.State != mirror.StateReady || s.Waiting != 0 || s.LastPushAt == nil {
		t.Errorf("state %s (%s), %d waiting", s.State, s.Message, s.Waiting)
	}
	seen := map[any]bool{}
	for _, r := range o.remote.Rows(mirror.TableResults) {
		key := r["id"]
		if seen[key] {
			t.Errorf("row %v is there twice", key)
		}
		seen[key] = true
	}
	if _, err := o.desk.Disconnect(t.Context(), "gmail", true); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.PushMirror(t.Context()); err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, r := range o.remote.Rows(mirror.TableConnections) {
		if r["deleted_at"] != nil {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%d connections are marked as gone, want Gmail's", gone)
	}
}

// A campaign that a rule of the project's tables refuses holds up no other, what belongs to it waits, and both go once somebody
// mended the rule and asks again.
func TestARefusedCampaign(t *testing.T) {
	o := newOffice(t)
	c := o.synced()
	o.connectMirror()
	o.on()
	rule := o.server.Faults().Add(sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/" + mirror.TableSessions, Status: http.StatusBadRequest,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: `{"code":"23514","message":"new row violates check constraint"}`})
	p, err := o.desk.PushMirror(t.Context())
	if err != nil || p.Refused != 1 || p.State != mirror.StateRowRefused || p.Sent[mirror.TableConnections] != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	s := o.mirrorStatus()
	if s.State != mirror.StateRowRefused || s.Refused != 1 || s.Waiting != 0 {
		t.Errorf("%s: %s, %d refused, %d waiting", s.State, s.Message, s.Refused, s.Waiting)
	}
	if b := readBook(t); !known(b.found, s.Message) {
		t.Errorf("no German sentence for %s", s.Message)
	}
	rule.Remove()
	o.sync(c)
	o.restart() // waits for the push of the sync
	if n := len(o.remote.Rows(mirror.TableSessions)); n != 0 {
		t.Errorf("%d campaigns were sent unasked", n)
	}
	if p, err := o.desk.PushMirror(t.Context()); err != nil || p.Refused != 0 || p.Sent[mirror.TableSessions] != 1 || p.Sent[mirror.TableResults] == 0 || p.Sent[mirror.TableLogs] == 0 {
		t.Errorf("%+v, %v", p, err)
	}
	if s := o.mirrorStatus(); s.State != mirror.StateReady || s.Refused != 0 {
		t.Errorf("%s, %d refused", s.State, s.Refused)
	}
}

// What is gone here waits to be marked as gone there, is shown before it leaves, and counts as sent.
func TestARemovedConnectionIsShown(t *testing.T) {
	o := newOffice(t)
	o.synced()
	o.connectMirror()
	o.on()
	if _, err := o.desk.PushMirror(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.Disconnect(t.Context(), "sheets", true); err != nil {
		t.Fatal(err)
	}
	s := o.mirrorStatus()
	if s.State != mirror.StateWaiting || s.Waiting != 1 || len(s.Tables[1].Rows) != 1 || !strings.Contains(asJSON(t, s.Tables[1].Rows[0]), `"deleted_at"`) {
		t.Errorf("%s, %d waiting: %s", s.State, s.Waiting, asJSON(t, s.Tables[1]))
	}
	for _, want := range []int{1, 0} {
		if p, err := o.desk.PushMirror(t.Context()); err != nil || p.Sent[mirror.TableConnections] != want {
			t.Errorf("%+v, %v", p, err)
		}
	}
	if s := o.mirrorStatus(); s.State != mirror.StateReady || s.Waiting != 0 {
		t.Errorf("%s, %d waiting", s.State, s.Waiting)
	}
}

// TestLiveResults follows the project while another agent writes, and after the feed was lost.
func TestLiveResults(t *testing.T) {
	o := newOffice(t)
	c := o.synced()
	o.connectMirror()
	o.on()
	if _, err := o.desk.PushMirror(t.Context()); err != nil {
		t.Fatal(err)
	}
	news := make(chan desk.AgentNews, 10)
	o.desk.ListenAgents(func(n desk.AgentNews) { news <- n })
	ctx, cancel := context.WithCancel(t.Context())
	var live sync.WaitGroup
	live.Go(func() { o.desk.Live(ctx) })
	stop := sync.OnceFunc(func() { cancel(); live.Wait() })
	defer stop()
	deadline := time.Now().Add(20 * time.Second)
	for !o.mirrorStatus().Live {
		if time.Now().After(deadline) {
			t.Fatal("the feed never joined")
		}
		time.Sleep(10 * time.Millisecond)
	}
	elsewhere := o.elsewhere()
	if s, err := elsewhere.MirrorStatus(t.Context(), 0); err != nil || !s.Live {
		t.Errorf("another process says live %t, %v", s.Live, err)
	}
	if c, err := elsewhere.Connection(t.Context(), "supabase"); err != nil || !c.Live {
		t.Errorf("another process's connections say live %t, %v", c.Live, err)
	}
	if err := elsewhere.StopHooks(t.Context()); err != nil || !o.mirrorStatus().Live {
		t.Errorf("the end of the receiver ended the feed, %v", err)
	}
	v := 12.0
	o.remote.WriteResult(sandbox.AgentResult{Session: c.ID, Agent: "scout", Key: "stations_found", Label: "Stations found", Unit: "stations", Value: &v})
	select {
	case n := <-news:
		if n.Agent != "scout" || n.CampaignID != c.ID || n.Value == nil || *n.Value != 12 {
			t.Errorf("%+v", n)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the result never came")
	}
	found := false
	m, err := o.desk.Metrics(t.Context(), c, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range m.Metrics {
		if x.Agent == "scout" {
			found = x.Key == "scout:stations_found" && x.Source == "mirror" && x.Display == "12"
		}
	}
	if !found {
		t.Error("Scout's number is not among the metrics")
	}
	e, err := o.desk.Evidence(t.Context(), c, "scout:stations_found", "")
	if err != nil || len(e.Counted) != 1 {
		t.Errorf("evidence %+v, %v", e, err)
	}
	stop()
	for who, d := range map[string]*desk.Desk{"this process": o.desk, "another": elsewhere} {
		if c, err := d.Connection(t.Context(), "supabase"); err != nil || c.Live {
			t.Errorf("the feed ended, and %s says live %t, %v", who, c.Live, err)
		}
	}
	if n := o.remote.Listeners(); n != 0 {
		deadline := time.Now().Add(10 * time.Second)
		for o.remote.Listeners() != 0 && time.Now().Before(deadline) {
			time.Sleep(10 * time.Millisecond)
		}
		if n := o.remote.Listeners(); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	}
}
