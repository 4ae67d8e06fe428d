package sandbox

import (
	"net/mail"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/campaign"
)

// reading is what a plain count of a mailbox comes to, told by headers alone and without the sandbox's own facts.
type reading struct {
	sent                          int
	last                          map[string]time.Time // last campaign mail by person
	replied, away, waiting, bulky []string
	delays, bounces, echoes       int
}

func read(t *testing.T, b *Mailbox, tag string, since time.Time) reading {
	t.Helper()
	own := []string{SpringOwner, SpringAlias}
	r := reading{last: map[string]time.Time{}}
	type sent struct{ person, thread string }
	byRef, byThread := map[string]sent{}, map[string]string{}
	ids := b.IDs("in:anywhere")
	slices.Reverse(ids)
	lastInThread := map[string]string{} // thread → who wrote last, "" for us or a machine
	for _, id := range ids {
		m, ok := b.Message(id)
		if !ok || m.Date.Before(since) || slices.Contains(m.Labels, "TRASH") || slices.Contains(m.Labels, "DRAFT") {
			continue
		}
		from := addressesOf(m.Get("From"))[0]
		if slices.Contains(own, from) {
			lastInThread[m.Thread] = ""
			to := addressesOf(m.Get("To"))
			if !campaign.MatchesTag(tag, decodeHeader(m.Get("Subject"))) || slices.Contains(own, to[0]) {
				continue
			}
			r.sent++
			r.last[to[0]] = m.Date
			byRef[m.Get("Message-ID")] = sent{to[0], m.Thread}
			byThread[m.Thread] = to[0]
			continue
		}
		person := byThread[m.Thread]
		for _, ref := range messageIDs(m.Get("References")) {
			if s, ok := byRef[ref]; ok {
				person = s.person
			}
		}
		if person == "" {
			continue
		}
		switch {
		case strings.Contains(m.Get("Content-Type"), "delivery-status"):
			if strings.Contains(string(m.raw()), "Status: 4.") {
				r.delays++
			} else {
				r.bounces++
			}
		case m.Get("Auto-Submitted") != "" && m.Get("Auto-Submitted") != "no":
			r.away = append(r.away, person)
		case m.Get("List-Id") != "":
			r.echoes++
		default:
			if m.Get("Precedence") == "bulk" {
				r.bulky = append(r.bulky, person)
			}
			if !slices.Contains(r.replied, person) {
				r.replied = append(r.replied, person)
			}
			lastInThread[m.Thread] = person
		}
	}
	for _, person := range lastInThread {
		if person != "" {
			r.waiting = append(r.waiting, person)
		}
	}
	return r
}

// due are the silent whose last campaign mail is seven calendar days old or older.
func (r reading) due(now time.Time, zone *time.Location) []string {
	var out []string
	for person, at := range r.last {
		if campaign.DaysBetween(at, now, zone, false) >= 7 && !slices.Contains(r.replied, person) && !slices.Contains(r.away, person) {
			out = append(out, person)
		}
	}
	slices.Sort(out)
	return out
}

func TestSpringRadioCounts(t *testing.T) {
	zones := []string{"UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago"}
	nows := []time.Time{
		time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC), time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC), // the night of a clock change
		time.Date(2026, 11, 2, 23, 59, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC),
	}
	for _, now := range nows {
		st := SpringRadio(now)
		s := New(Options{Now: func() time.Time { return now }, Story: st})
		r := read(t, s.Mailbox(SpringOwner), SpringTag, now.AddDate(0, 0, -30))
		f := st.Facts
		if r.sent != 23 || f.Sent != 23 || len(r.last) != 21 || f.People != 21 || len(r.replied) != 8 || r.delays != 1 || r.bounces != 0 || r.echoes != 1 {
			t.Fatalf("%s: %+v", now, r)
		}
		for name, pair := range map[string][2][]string{"replied": {f.Replied, r.replied}, "away": {f.Away, r.away}, "waiting": {f.Waiting, r.waiting}} {
			slices.Sort(pair[0])
			slices.Sort(pair[1])
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Errorf("%s: %s: %s", now, name, diff)
			}
		}
		if want := (len(r.replied)*200 + len(r.last)) / (2 * len(r.last)); f.OpenRate != want {
			t.Errorf("open rate %d, want %d", f.OpenRate, want)
		}
		slices.Sort(f.Due)
		for _, name := range zones {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(f.Due, r.due(now.In(zone), zone)); diff != "" {
				t.Errorf("%s in %s: due: %s", now, name, diff)
			}
			if d := campaign.DaysBetween(st.Books[0].Modified, now, zone, false); d != 1 {
				t.Errorf("%s in %s: the sheet was changed %d days ago", now, name, d)
			}
		}
	}
}

func TestSpringRadioIsTheSameEachTime(t *testing.T) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	if diff := cmp.Diff(SpringRadio(now), SpringRadio(now)); diff != "" {
		t.Error(diff)
	}
}

func TestSpringRadioHoldsTraps(t *testing.T) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: SpringRadio(now)})
	b := s.Mailbox(SpringOwner)
	for _, subject := range []string{"Springtime sale: 20% off cables", "RE: OFFSPRING", "Hot springs festival, July"} {
		if len(b.IDs(`subject:"`+subject+`"`)) == 0 {
			t.Errorf("no mail %q", subject)
		}
		if campaign.MatchesTag(SpringTag, subject) {
			t.Errorf("%q carries the tag", subject)
		}
	}
	for _, q := range []string{"in:draft subject:spring", "in:trash in:sent subject:spring", "in:sent to:me subject:spring", "in:spam spring"} {
		if len(b.IDs(q)) != 1 {
			t.Errorf("%q finds %d mails, want 1", q, len(b.IDs(q)))
		}
	}
	// The search index takes springs for spring: a client must look at the subject again.
	found, tagged := b.IDs("in:sent subject:SPRING"), 0
	for _, id := range found {
		m, _ := b.Message(id)
		if campaign.MatchesTag(SpringTag, decodeHeader(m.Get("Subject"))) {
			tagged++
		}
	}
	if tagged == len(found) {
		t.Error("the search finds nothing that the tag does not match")
	}
	for _, id := range b.IDs("in:anywhere") {
		m, _ := b.Message(id)
		if _, err := mail.ReadMessage(strings.NewReader(string(m.raw()))); err != nil {
			t.Errorf("%s: %v", m.Get("Subject"), err)
		}
	}
}

func TestSpringSheetCounts(t *testing.T) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: SpringRadio(now)})
	rows := s.Spreadsheet(SpringSheet).Rows(SpringTab)
	contacts, fresh, duplicates, blank, headers := map[string]bool{}, 0, 0, 0, 0
	roles := map[string]int{}
	for _, row := range rows[1:] {
		if len(row) == 0 {
			blank++
			continue
		}
		if row[0] == "Name" {
			headers++
			continue
		}
		key := canonical(row[1])
		if key == "" {
			key = row[0]
		}
		if contacts[key] {
			duplicates++
			continue
		}
		contacts[key] = true
		roles[row[2]]++
		if strings.EqualFold(strings.TrimSpace(row[4]), "new") {
			fresh++
		}
	}
	if len(contacts) != 120 || fresh != 5 || duplicates != 2 || blank != 1 || headers != 1 {
		t.Errorf("%d contacts, %d new, %d duplicates, %d blank, %d headers", len(contacts), fresh, duplicates, blank, headers)
	}
	for _, role := range []string{"Producer", "DJ", "Blog editor", "Playlist", ""} {
		if roles[role] == 0 {
			t.Errorf("nobody with the role %q", role)
		}
	}
	for _, p := range springPeople {
		if !contacts[p.email] {
			t.Errorf("%s was mailed and is not in the sheet", p.email)
		}
	}
}

func TestArrive(t *testing.T) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: SpringRadio(now)})
	b := s.Mailbox(SpringOwner)
	before, start := b.Len(), b.HistoryID()
	got, ok := s.Arrive()
	if !ok || b.Len() != before+1 || b.HistoryID() <= start {
		t.Fatalf("%+v %v", got, ok)
	}
	r := read(t, b, SpringTag, now.AddDate(0, 0, -30))
	if len(r.replied) != 9 {
		t.Errorf("%d replied after %q", len(r.replied), got.What)
	}
	steps := 1
	for ok {
		if _, ok = s.Arrive(); ok {
			steps++
		}
	}
	if r = read(t, b, SpringTag, now.AddDate(0, 0, -30)); steps != 5 || len(r.replied) != 11 || r.bounces != 1 || len(r.away) != 2 {
		t.Errorf("%d steps: %+v", steps, r)
	}
}

func TestCampaignOfAnySize(t *testing.T) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	st := Campaign(now, 300, 40, 500, 7)
	s := New(Options{Now: func() time.Time { return now }, Story: st})
	b := s.Mailbox(SpringOwner)
	r := read(t, b, SpringTag, now.AddDate(0, 0, -30))
	if b.Len() != 840 || r.sent != 300 || len(r.last) != 300 || len(r.replied) != 40 || len(r.due(now, time.UTC)) != st.Facts.FollowUpsDue {
		t.Errorf("%d mails, %d sent to %d, %d replied, %d due, facts %+v", b.Len(), r.sent, len(r.last), len(r.replied), len(r.due(now, time.UTC)), st.Facts)
	}
}

func TestLargeCampaignIsLean(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 210,100 mails")
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: Campaign(now, 10_000, 100, 200_000, 1)})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := s.Mailbox(SpringOwner).Len(); n != 210_100 {
		t.Fatalf("%d mails", n)
	}
	if mb := (after.HeapAlloc - before.HeapAlloc) >> 20; mb > 100 {
		t.Errorf("%d MB for 210,100 mails", mb)
	}
	runtime.KeepAlive(s)
}
