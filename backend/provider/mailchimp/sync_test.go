package mailchimp

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

// desk is one account read into a memory, again and again.
type desk struct {
	t      *testing.T
	s      *sandbox.Server
	m      *providertest.Memory
	client *http.Client
	c      campaign.Campaign
	now    time.Time
}

func newDesk(t *testing.T, story *sandbox.Story, days int) *desk {
	s := serve(t, story)
	return &desk{t: t, s: s, m: &providertest.Memory{}, client: s.KeyClient(sandbox.SpringMailchimpKey), c: testCampaign(days), now: testNow}
}

// sync reads once and returns how many requests that took.
func (d *desk) sync() (requests int, err error) {
	d.t.Helper()
	before := len(d.s.Requests().All())
	scope := provider.Scope{Campaign: d.c, Now: func() time.Time { return d.now }, Held: d.m}
	err = New().Sync(d.t.Context(), d.client, provider.Account{Region: "us21"}, scope, d.m.Cursor(), d.m.Apply)
	return len(d.s.Requests().All()) - before, err
}

func (d *desk) must() int {
	d.t.Helper()
	n, err := d.sync()
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *desk) mailing(id string) (provider.Record, provider.MailingData) {
	d.t.Helper()
	for _, r := range d.m.All() {
		if r.Stream == provider.StreamMailings && r.ID == id {
			var data provider.MailingData
			if len(r.Data) > 0 {
				if err := json.Unmarshal(r.Data, &data); err != nil {
					d.t.Fatal(err)
				}
			}
			return r, data
		}
	}
	return provider.Record{}, provider.MailingData{}
}

// smallPages asks for one item a page where pages are asked for.
type smallPages struct{ next http.RoundTripper }

func (p smallPages) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if q := r.URL.Query(); q.Has("offset") {
		q.Set("count", "1")
		r.URL.RawQuery = q.Encode()
	}
	return p.next.RoundTrip(r)
}

// A page may hold less than was asked for: the next begins where it ended.
func TestShortPages(t *testing.T) {
	whole := newDesk(t, sandbox.SpringRadio(testNow), 30)
	whole.must()
	short := newDesk(t, sandbox.SpringRadio(testNow), 30)
	short.client = &http.Client{Transport: smallPages{short.client.Transport}}
	if n := short.must(); n < 10 {
		t.Errorf("%d requests", n)
	}
	if diff := cmp.Diff(whole.m.All(), short.m.All()); diff != "" {
		t.Error(diff)
	}
}

func TestFigures(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), 30)
	if n := d.must(); n != 6 { // lists, two of growth, two of campaigns, reports
		t.Errorf("%d requests", n)
	}
	r, got := d.mailing("9c1d0a4f01")
	human := int64(398)
	want := provider.MailingData{Delivered: 1135, UniqueOpens: 512, HumanOpens: &human, UniqueClicks: 131, Unsubscribes: 5, OpensTracked: true, ClicksTracked: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.What != "Golden Hour is out" || r.State != "sent" || r.Who != "Juno Vale listeners" || !strings.HasPrefix(r.Link, "https://us21.admin.mailchimp.com/reports/summary?id=") {
		t.Errorf("%+v", r)
	}
	if _, off := d.mailing("9c1d0a4f04"); off.OpensTracked || !off.ClicksTracked {
		t.Errorf("opens switched off: %+v", off)
	}
	if _, off := d.mailing("9c1d0a4f03"); !off.OpensTracked || off.ClicksTracked {
		t.Errorf("clicks switched off: %+v", off)
	}
	if r, _ := d.mailing("9c1d0a4f05"); r.State != "schedule" {
		t.Errorf("a scheduled one: %+v", r)
	}
	if r, _ := d.mailing("9c1d0a4f06"); r.ID != "" {
		t.Errorf("one of 120 days ago is there: %+v", r)
	}
	if n := d.must(); n != 4 {
		t.Errorf("with nothing new: %d requests", n)
	}
}

func TestProxyOpensNotTold(t *testing.T) {
	story := sandbox.SpringRadio(testNow)
	story.Mailchimp.Campaigns[0].HumanOpens = nil
	d := newDesk(t, story, 30)
	d.must()
	if _, got := d.mailing("9c1d0a4f01"); got.HumanOpens != nil || got.UniqueOpens != 512 {
		t.Errorf("%+v", got)
	}
}

func TestNoReportIsNotZero(t *testing.T) {
	story := sandbox.SpringRadio(testNow)
	story.Mailchimp.Campaigns[0].NoReport = true
	d := newDesk(t, story, 30)
	d.must()
	if r, got := d.mailing("9c1d0a4f01"); r.State != "sent" || !got.Unreported || got.OpensTracked {
		t.Errorf("%+v %+v", r, got)
	}
	d.s.Mailchimp().Change(func(m *sandbox.MailchimpStory) { m.Campaigns[0].NoReport = false })
	d.must()
	if _, got := d.mailing("9c1d0a4f01"); got.Unreported || got.Delivered != 1135 {
		t.Errorf("reported later: %+v", got)
	}
}

// Figures of a mailing move for thirty days; they are read once more after that, and then stand.
func TestOlderMailingsStand(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), 30)
	d.must()
	open := func(n int) {
		d.s.Mailchimp().Change(func(m *sandbox.MailchimpStory) { m.Campaigns[0].UniqueOpens = n })
	}
	opens := func() int64 { _, data := d.mailing("9c1d0a4f01"); return data.UniqueOpens }
	open(600)
	d.now = testNow.Add(40 * 24 * time.Hour) // it is 60 days old now, and was 20 at the last reading
	d.must()
	if opens() != 600 {
		t.Errorf("not read once more: %d", opens())
	}
	open(700)
	d.must()
	if opens() != 600 {
		t.Errorf("read again although it stands: %d", opens())
	}
	// It is gone all the same when it is deleted.
	d.s.Mailchimp().Change(func(m *sandbox.MailchimpStory) { m.Campaigns = m.Campaigns[1:] })
	d.must()
	if r, _ := d.mailing("9c1d0a4f01"); r.ID != "" {
		t.Error("a deleted mailing is held")
	}
}

func TestRuleNarrows(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), 30)
	d.must()
	for _, named := range []string{"f6e5d4c3b2", "press and RADIO"} {
		d.c.Rule.Audience = named
		d.must()
		var ids []string
		for _, r := range d.m.All() {
			if r.Stream == provider.StreamMailings || r.Stream == provider.StreamAudiences {
				ids = append(ids, r.ID)
			}
		}
		if diff := cmp.Diff([]string{"9c1d0a4f03", "f6e5d4c3b2"}, sorted(ids)); diff != "" {
			t.Errorf("%s: %s", named, diff)
		}
	}
	d.c.Rule.Audience = "nosuch"
	_, err := d.sync()
	if apperr.CodeOf(err) != apperr.NotFound || !strings.Contains(err.Error(), "Press and radio") {
		t.Errorf("an audience that is not there: %v", err)
	}
	d.c.Rule.Audience = ""
	d.c.Rule.Since = testNow.AddDate(0, 0, -200)
	d.must()
	if r, _ := d.mailing("9c1d0a4f06"); r.ID == "" {
		t.Error("the days were widened, and the older mailing is not there")
	}
}

func sorted(s []string) []string { slices.Sort(s); return s }

// A mailing deleted between two pages of the list moves the others up: nothing is lost by that.
func TestListMovesBetweenPages(t *testing.T) {
	d := newDesk(t, sandbox.MailchimpAccount(testNow, 1, 2300, 10*time.Minute), 30)
	d.s.Faults().Add(sandbox.Fault{Host: "us21.api.mailchimp.com", Path: "/3.0/campaigns", Nth: 2, Times: 1, Before: func() {
		d.s.Mailchimp().Change(func(m *sandbox.MailchimpStory) { m.Campaigns = m.Campaigns[:len(m.Campaigns)-1] })
	}})
	d.s.Faults().Add(sandbox.Fault{Host: "us21.api.mailchimp.com", Path: "/3.0/reports", Nth: 2, Times: 1, Before: func() {
		d.s.Mailchimp().Change(func(m *sandbox.MailchimpStory) { m.Campaigns = slices.Delete(m.Campaigns, 500, 501) })
	}})
	d.must()
	if asked := d.s.Requests().Count("us21.api.mailchimp.com", "GET", "/3.0/reports/*"); asked != 1 {
		t.Errorf("%d reports were asked for by name", asked)
	}
	n, unreported := 0, 0
	for _, r := range d.m.All() {
		if r.Stream == provider.StreamMailings {
			n++
			if strings.Contains(string(r.Data), "unreported") {
				unreported++
			}
		}
	}
	if n != 2299 || unreported != 0 {
		t.Errorf("%d mailings, %d without a report", n, unreported)
	}
	d.must()
	if d.m.Progress().Complete != true {
		t.Errorf("%+v", d.m.Progress())
	}
}

// What a sync costs: the figures of the benchmarks' table.
func TestRequests(t *testing.T) {
	for _, c := range []struct {
		name               string
		audiences, sent    int
		every              time.Duration
		days, first, again int
	}{
		{"small", 2, 8, 48 * time.Hour, 30, 6, 4},
		{"busy", 10, 900, 40 * time.Minute, 30, 14, 4},
		{"large", 40, 5000, 2 * time.Hour, 365, 52, 8},
	} {
		d := newDesk(t, sandbox.MailchimpAccount(testNow, c.audiences, c.sent, c.every), c.days)
		first := d.must()
		if again := d.must(); first != c.first || again != c.again {
			t.Errorf("%s: %d requests, then %d; want %d and %d", c.name, first, again, c.first, c.again)
		}
		if most := d.s.Requests().MaxInFlight(); most > inFlight {
			t.Errorf("%s: %d at once", c.name, most)
		}
	}
}

func TestKey(t *testing.T) {
	for _, bad := range []string{"", "nodash", "abc-", "abc-us", "abc-US6", "abc-us6.evil.example", "abc-us6/", "a b-us6", "-us6", "abc-us6\n"} {
		if _, err := New().ReadKey(bad); apperr.CodeOf(err) != apperr.Invalid || len(bad) > 4 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	got, err := New().ReadKey(sandbox.SpringMailchimpKey)
	if err != nil || got.Region != "us21" {
		t.Errorf("%+v %v", got, err)
	}
	s := serve(t, sandbox.SpringRadio(testNow))
	who, err := New().IdentifyIn(t.Context(), s.KeyClient(sandbox.SpringMailchimpKey), "us21")
	if err != nil || who.Address != sandbox.SpringOwner || who.Region != "us21" {
		t.Errorf("%+v %v", who, err)
	}
	// Another data centre, a wrong key, and a place that is none.
	for region, key := range map[string]string{"us6": sandbox.SpringMailchimpKey, "us21": "wrong-us21", "evil.example/": sandbox.SpringMailchimpKey} {
		if _, err := New().IdentifyIn(t.Context(), s.KeyClient(key), region); apperr.CodeOf(err) != apperr.NeedsSignIn {
			t.Errorf("%s: %v", region, err)
		}
	}
}

// The metadata address answers 200 to a bad token as well: only dc says that it is good.
func TestMetadata(t *testing.T) {
	s := serve(t, sandbox.SpringRadio(testNow))
	who, err := New().Identify(t.Context(), s.KeyClient(s.Mailchimp().Token()))
	if err != nil || who.Region != "us21" || who.Address != sandbox.SpringOwner {
		t.Errorf("%+v %v", who, err)
	}
	if _, err := New().Identify(t.Context(), s.KeyClient("spent")); apperr.CodeOf(err) != apperr.NeedsSignIn {
		t.Errorf("invalid_token: %v", err)
	}
}

func TestErrors(t *testing.T) {
	const host = "us21.api.mailchimp.com"
	problem := func(status int, title string) sandbox.Fault {
		return sandbox.Fault{Host: host, Status: status, Header: http.Header{"Content-Type": {"application/problem+json"}}, Body: `{"type":"x","title":"` + title + `","status":403,"detail":"d"}`}
	}
	for _, c := range []struct {
		name  string
		fault sandbox.Fault
		code  apperr.Code
		kind  provider.RefusalKind
	}{
		{"bare 403", sandbox.MailchimpThrottled(host), apperr.RateLimited, provider.RefusalRate},
		{"empty 403", sandbox.Fault{Host: host, Status: 403}, apperr.RateLimited, provider.RefusalRate},
		{"forbidden", problem(403, "Forbidden"), apperr.Forbidden, provider.RefusalPlain},
		{"user disabled", problem(403, "User Disabled"), apperr.Forbidden, provider.RefusalPlain},
		{"too many", problem(429, "Too Many Requests"), apperr.RateLimited, provider.RefusalPlain},
		{"key", problem(401, "API Key Invalid"), apperr.NeedsSignIn, provider.RefusalPlain},
		{"gone", problem(404, "Resource Not Found"), apperr.NotFound, provider.RefusalPlain},
		{"fault", problem(500, "Internal"), apperr.ServiceDown, provider.RefusalPlain},
		{"no lists", sandbox.Fault{Host: host, Status: 200, Body: `{"total_items":0}`}, apperr.BadAnswer, provider.RefusalPlain},
		{"no member_count", sandbox.Fault{Host: host, Status: 200, Body: `{"lists":[{"id":"a","stats":{}}],"total_items":1}`}, apperr.BadAnswer, provider.RefusalPlain},
	} {
		d := newDesk(t, sandbox.SpringRadio(testNow), 30)
		d.s.Faults().Add(c.fault)
		_, err := d.sync()
		if apperr.CodeOf(err) != c.code || apperr.From(err).Provider != name {
			t.Errorf("%s: %v (%s)", c.name, err, apperr.CodeOf(err))
		}
		if c.fault.Status == 200 {
			continue
		}
		if kind, _ := New().Info().Pace.Refusal(c.fault.Status, c.fault.Header, []byte(c.fault.Body), testNow); kind != c.kind {
			t.Errorf("%s: the transport takes it for %d", c.name, kind)
		}
	}
}

func TestTooManyConnections(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), 30)
	d.s.Mailchimp().Connections(0)
	if _, err := d.sync(); apperr.CodeOf(err) != apperr.RateLimited {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), 30)
	d.must()
	d.s.Mailchimp().Change(func(m *sandbox.MailchimpStory) {
		m.Campaigns[0].ID = "other"
	})
	scope := provider.Scope{Campaign: d.c, Now: func() time.Time { return d.now }, Held: d.m}
	got, err := New().Check(context.Background(), d.client, provider.Account{Region: "us21"}, scope)
	want := provider.CheckResult{Source: name, Theirs: 5, Held: 5, Missing: []string{"other"}, Extra: []string{"9c1d0a4f01"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// Text from outside is bounded and valid.
func TestText(t *testing.T) {
	if got := text("a\xff\n b" + strings.Repeat("é", 2000)); len([]rune(got)) > maxText+1 || !strings.HasPrefix(got, "a\uFFFD b") {
		t.Errorf("%q", got[:20])
	}
}
