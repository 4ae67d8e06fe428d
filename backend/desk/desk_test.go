package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/sandbox"
	"mixdown/backend/tracker"
	"mixdown/backend/transport"
)

// noon is a Sunday; a fixed day keeps weeks and days the same whenever the tests run.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// clock goes on by itself from noon, and can be moved.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	passed time.Time
}

func newClock() *clock { return &clock{at: noon, passed: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Since(c.passed))
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is the stand-in services behind a gateway that remembers every secret that went through it, and a home folder.
type world struct {
	*clock
	server  *sandbox.Server
	gateway string
	home    string
	secrets auth.Store
	seen    *wiretap
	facts   sandbox.Facts
}

func newWorld(t *testing.T) *world { t.Helper(); return newWorldOf(t, sandbox.SpringRadio(noon)) }

func newWorldOf(t *testing.T, story *sandbox.Story) *world {
	t.Helper()
	c := newClock()
	w := &world{clock: c, server: sandbox.New(sandbox.Options{Now: c.now, Story: story}), home: filepath.Join(t.TempDir(), "home"),
		secrets: auth.NewMemory(), seen: &wiretap{}, facts: story.Facts}
	front := httptest.NewServer(w.seen.tap(w.server.Handler()))
	t.Cleanup(func() { front.Close(); _ = w.server.Close() })
	w.gateway = front.URL
	w.server.Consent().AutoApprove()
	w.server.Consent().Pick(sandbox.SpringSheet)
	return w
}

// visit opens a page as a browser does.
func visit(url string) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// desk opens the application on the world's home, as another process would.
func (w *world) desk(t *testing.T) *desk.Desk {
	t.Helper()
	must(t, os.MkdirAll(filepath.Join(w.home, "logs"), 0o700))
	file, err := os.OpenFile(filepath.Join(w.home, "logs", "mixdown.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	log := slog.New(transport.NewLogHandler(slog.NewTextHandler(file, &slog.HandlerOptions{Level: slog.LevelDebug})))
	d, err := desk.Open(t.Context(), desk.Config{Home: w.home, Gateway: w.gateway, Secrets: w.secrets, OpenBrowser: visit, Version: "test", Log: log, Now: w.now})
	must(t, err)
	t.Cleanup(func() {
		d.StopSync()
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		_ = file.Close()
	})
	return d
}

var client = auth.Client{ID: "abc.apps.googleusercontent.com", Secret: "GOCSPX-very-secret-of-ours"}

func connect(t *testing.T, d *desk.Desk, words ...string) {
	t.Helper()
	for _, word := range words {
		if _, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: word, Client: client}); err != nil {
			t.Fatalf("connect %s: %v", word, err)
		}
	}
}

// spring connects the mailbox and the sheet, and makes the campaign.
func (w *world) spring(t *testing.T) (*desk.Desk, campaign.Campaign) {
	t.Helper()
	d := w.desk(t)
	connect(t, d, "gmail", "sheets")
	return d, create(t, d, "Spring radio", sandbox.SpringTag, sandbox.SpringSheet)
}

func create(t *testing.T, d *desk.Desk, name, tag, sheet string) campaign.Campaign {
	t.Helper()
	c, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Spreadsheet: &sheet})
	must(t, err)
	return c
}

func sync1(t *testing.T, d *desk.Desk, c campaign.Campaign) tracker.Result {
	t.Helper()
	res, err := d.Sync(t.Context(), desk.SyncRequest{Campaign: c, Trigger: "test"})
	must(t, err)
	return res
}

func good(t *testing.T, d *desk.Desk, c campaign.Campaign) tracker.Result {
	t.Helper()
	res := sync1(t, d, c)
	if !res.Success {
		t.Fatalf("sync: %v", res.Errors)
	}
	return res
}

func metrics(t *testing.T, d *desk.Desk, c campaign.Campaign, at string) map[string]desk.MetricView {
	t.Helper()
	a, err := d.Metrics(t.Context(), c, at)
	must(t, err)
	m := map[string]desk.MetricView{}
	for _, v := range a.Metrics {
		m[v.Key] = v
	}
	return m
}

func value(t *testing.T, d *desk.Desk, c campaign.Campaign, key, at string) float64 {
	t.Helper()
	v := metrics(t, d, c, at)[key].Value
	if v == nil {
		return math.NaN()
	}
	return *v
}

func wantValue(t *testing.T, d *desk.Desk, c campaign.Campaign, key, at string, want float64) {
	t.Helper()
	if got := value(t, d, c, key, at); got != want {
		t.Errorf("%s at %q is %v, want %v", key, at, got, want)
	}
}

func evidence(t *testing.T, d *desk.Desk, c campaign.Campaign, key, at string) desk.EvidenceView {
	t.Helper()
	e, err := d.Evidence(t.Context(), c, key, at)
	must(t, err)
	return e
}

// row finds the row of a person in a list.
func row(t *testing.T, rows []metric.Row, who string) metric.Row {
	t.Helper()
	for _, r := range rows {
		if r.Who == who {
			return r
		}
	}
	t.Fatalf("%s is not among %d rows", who, len(rows))
	return metric.Row{}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code apperr.Code) {
	t.Helper()
	if err == nil || apperr.CodeOf(err) != code {
		t.Fatalf("error %v (%s), want %s", err, apperr.CodeOf(err), code)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return string(raw)
}

func id(n int64) string { return fmt.Sprint(n) }

// agree demands that every face says the same of a state: numbers, their rows, the sentence, the kept results.
func agree(t *testing.T, d *desk.Desk, c campaign.Campaign, at string) {
	t.Helper()
	ctx := t.Context()
	all, err := d.Metrics(ctx, c, at)
	must(t, err)
	for _, m := range all.Metrics {
		e := evidence(t, d, c, m.Key, at)
		if asJSON(t, e.Value) != asJSON(t, m.Value) || asJSON(t, e.UnknownReason) != asJSON(t, m.UnknownReason) || e.Display != m.Display || asJSON(t, e.AsOf) != asJSON(t, all.AsOf) {
			t.Errorf("%s: the card says %s (%q), the drawer %s (%q)", m.Key, asJSON(t, m.Value), m.Display, asJSON(t, e.Value), e.Display)
		}
		if len(e.Excluded) != m.Excluded {
			t.Errorf("%s: %d left out, %d rows of them", m.Key, m.Excluded, len(e.Excluded))
		}
		if m.Key == "email_replies" || m.Key == "emails_sent" || m.Key == "people_contacted" || m.Key == "follow_ups_due" || m.Key == "total_contacts" {
			if len(e.Counted) != m.Counted || len(e.Base) != m.Base || m.Value != nil && float64(len(e.Counted)) != *m.Value {
				t.Errorf("%s is %s: counted %d (%d rows), base %d (%d rows)", m.Key, asJSON(t, m.Value), m.Counted, len(e.Counted), m.Base, len(e.Base))
			}
		}
		if m.Groups != nil && m.Value != nil {
			sum := 0
			for _, n := range m.Groups {
				sum += n
			}
			if float64(sum) != *m.Value {
				t.Errorf("%s: the parts sum to %d, the total is %v", m.Key, sum, *m.Value)
			}
		}
		if (m.Value == nil) != (m.UnknownReason != nil) {
			t.Errorf("%s is %s, the reason %s", m.Key, asJSON(t, m.Value), asJSON(t, m.UnknownReason))
		}
		if at == "" {
			kept(t, d, c, m)
		}
	}
	if at != "" {
		return
	}
	by := map[string]*float64{}
	for _, m := range all.Metrics {
		by[m.Key] = m.Value
	}
	s, err := d.Status(ctx)
	must(t, err)
	same := func(face string, got, want any) {
		t.Helper()
		if asJSON(t, got) != asJSON(t, want) {
			t.Errorf("%s says %s, the card %s", face, asJSON(t, got), asJSON(t, want))
		}
	}
	same("the tray (due)", s.Due, by["follow_ups_due"])
	same("the tray (replies)", s.Replies, by["email_replies"])
	same("the tray (your turn)", s.YourTurn, by["needs_your_reply"])
	list, err := d.Followups(ctx, c)
	must(t, err)
	due := 0
	for _, f := range list {
		if f.Group == metric.GroupDue || f.Group == metric.GroupOverdue {
			due++
		}
	}
	if v := by["follow_ups_due"]; v != nil {
		same("the list of follow-ups", due, *v)
	}
	stats, err := d.ContactStats(ctx, c)
	must(t, err)
	same("the contacts' total", stats.Total, by["total_contacts"])
	same("the contacts of this week", stats.AddedThisWeek, by["added_this_week"])
}

// kept compares a number with the one kept for the history; those that move with the clock alone are left out.
func kept(t *testing.T, d *desk.Desk, c campaign.Campaign, m desk.MetricView) {
	t.Helper()
	for _, def := range metric.Definitions() {
		if def.Key == m.Key && def.Quiet {
			return
		}
	}
	list, err := d.History(t.Context(), c, m.Key)
	must(t, err)
	if len(list) == 0 {
		t.Errorf("%s was never kept", m.Key)
		return
	}
	last := list[len(list)-1]
	if asJSON(t, last.Value) != asJSON(t, m.Value) || last.DefinitionVersion != m.DefinitionVersion {
		t.Errorf("%s is %s, the kept one %s", m.Key, asJSON(t, m.Value), asJSON(t, last.Value))
	}
}
