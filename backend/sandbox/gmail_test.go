package sandbox

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

// mailClient is Google's own client library on the sandbox.
func mailClient(t *testing.T, s *Server, scopes ...string) *gmail.UsersService {
	t.Helper()
	svc, err := gmail.NewService(context.Background(), option.WithHTTPClient(s.Client("you@label.example", scopes...)))
	if err != nil {
		t.Fatal(err)
	}
	return svc.Users
}

// refused checks that err is Google's refusal with this status and reason.
func refused(t *testing.T, what string, err error, code int, reason string) {
	t.Helper()
	var e *googleapi.Error
	if !errors.As(err, &e) || e.Code != code || reason != "" && (len(e.Errors) == 0 || e.Errors[0].Reason != reason) {
		t.Errorf("%s: %v, want %d %s", what, err, code, reason)
	}
}

func TestListPagesHoldStillWhileMailArrives(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Mailbox("you@label.example")
	start := time.Now().Add(-time.Hour)
	want := []string{}
	for i := range 23 {
		want = append(want, b.Deliver(Mail("a@b.example", "you@label.example", "x", "y").At(start.Add(time.Duration(i/2)*time.Second))))
	}
	gm := mailClient(t, s, "gmail.readonly")
	var got []string
	token := ""
	for page := 0; ; page++ {
		r, err := gm.Messages.List("me").Q("in:inbox").MaxResults(5).PageToken(token).Do()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Messages {
			got = append(got, m.Id)
		}
		if int(r.ResultSizeEstimate) == len(want) || int(r.ResultSizeEstimate) == len(r.Messages) {
			t.Errorf("the estimate %d is a count", r.ResultSizeEstimate)
		}
		if token = r.NextPageToken; token == "" {
			break
		}
		b.Deliver(Mail("late@b.example", "you@label.example", "late", "y"))
		if page == 1 {
			_, err := gm.Messages.List("me").Q("in:sent").PageToken(token).Do()
			refused(t, "token of another search", err, 400, "badRequest")
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r, err := gm.Messages.List("me").MaxResults(100000).Do(); err != nil || len(r.Messages) > 500 {
		t.Errorf("more than a page: %v", err)
	}
}

func TestMessageFormats(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Mailbox("you@label.example")
	m := Mail("Mira <mira@north.example>", "you@label.example", "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=", "").With("X-Odd", "")
	m.Body = Part{Type: "multipart/mixed", Parts: []Part{
		{Type: "multipart/alternative", Parts: []Part{{Body: "I'll play  it\r\n\r\n<tonight>"}, {Type: "text/html; charset=UTF-8", Body: "<b>x</b>"}}},
		{Type: "application/pdf", Filename: "a.pdf", Body: "PDF", Headers: []Header{{"Content-Transfer-Encoding", "base64"}}}}}
	id := b.Deliver(m)
	gm := mailClient(t, s, "gmail.readonly")
	full, err := gm.Messages.Get("me", id).Do()
	if err != nil {
		t.Fatal(err)
	}
	if full.Snippet != "I&#39;ll play it &lt;tonight&gt;" || full.ThreadId != id || len(id) != 16 || full.InternalDate == 0 || full.SizeEstimate == 0 || full.HistoryId == 0 {
		t.Errorf("%+v", full)
	}
	p := full.Payload
	if p.PartId != "" || p.MimeType != "multipart/mixed" || len(p.Parts) != 2 || p.Parts[0].Parts[1].PartId != "0.1" || p.Parts[1].Body.AttachmentId == "" || p.Parts[1].Body.Data != "" {
		t.Errorf("tree: %+v", p)
	}
	if data, err := base64.URLEncoding.DecodeString(p.Parts[0].Parts[0].Body.Data); err != nil || string(data) != "I'll play  it\r\n\r\n<tonight>" {
		t.Errorf("body %q: %v", data, err)
	}
	if diff := cmp.Diff([]string{"INBOX", "UNREAD"}, full.LabelIds); diff != "" {
		t.Error(diff)
	}
	meta, err := gm.Messages.Get("me", id).Format("metadata").MetadataHeaders("from", "X-Odd", "Nope").Do()
	if err != nil || len(meta.Payload.Headers) != 2 || meta.Payload.Headers[0].Name != "From" || meta.Payload.Body != nil || len(meta.Payload.Parts) != 0 {
		t.Errorf("metadata %+v %v", meta.Payload, err)
	}
	minimal, err := gm.Messages.Get("me", id).Format("minimal").Do()
	if err != nil || minimal.Payload != nil || minimal.Snippet == "" {
		t.Errorf("minimal %+v %v", minimal, err)
	}
	raw, err := gm.Messages.Get("me", id).Format("raw").Do()
	if err != nil || raw.Payload != nil {
		t.Fatal(err)
	}
	text, err := base64.URLEncoding.DecodeString(raw.Raw)
	if err != nil || !strings.HasPrefix(string(text), "From: Mira <mira@north.example>\r\nTo: ") || !strings.Contains(string(text), "UERG") {
		t.Errorf("raw %q %v", text, err)
	}
	few, err := gm.Messages.Get("me", id).Fields("id,payload/headers(name)").Do()
	if err != nil || few.Id != id || few.ThreadId != "" || few.Payload.Headers[0].Name == "" || few.Payload.Headers[0].Value != "" {
		t.Errorf("fields %+v %v", few, err)
	}
	b.Hide(id)
	_, err = gm.Messages.Get("me", id).Do()
	refused(t, "hidden", err, 404, "notFound")
	if r, err := gm.Messages.List("me").Do(); err != nil || len(r.Messages) != 1 {
		t.Errorf("a hidden mail is listed still: %v", err)
	}
}

func TestThreads(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Mailbox("you@label.example")
	at := time.Now().Add(-time.Hour)
	pitch := Mail("you@label.example", "mira@north.example", "[SPRING] Golden Hour", "Hi").With("Message-ID", "<p1@label.example>").At(at)
	root := b.Send(pitch)
	thread := func(id string) string {
		m, ok := b.Message(id)
		if !ok {
			t.Fatalf("no mail %s", id)
		}
		return m.Thread
	}
	for _, tc := range []struct {
		name   string
		m      Message
		joined bool
	}{
		{"reply", Mail("mira@north.example", "you@label.example", "Re: [SPRING] Golden Hour", "y").InReplyTo(pitch), true},
		{"reply without the list mark", Mail("mira@north.example", "you@label.example", "SV: Golden hour", "y").InReplyTo(pitch), true},
		{"prefix twice", Mail("mira@north.example", "you@label.example", "AW: Re: [SPRING] Golden Hour", "y").InReplyTo(pitch), true},
		{"references alone", Mail("lena@north.example", "you@label.example", "Re: [SPRING] Golden Hour", "y").With("References", "<other@x> <p1@label.example>"), true},
		{"another subject", Mail("mira@north.example", "you@label.example", "Friday's show", "y").InReplyTo(pitch), false},
		{"same subject, no reference", Mail("zed@x.example", "you@label.example", "Re: [SPRING] Golden Hour", "y"), false},
	} {
		if got := thread(b.Deliver(tc.m)) == root; got != tc.joined {
			t.Errorf("%s: in the thread %v, want %v", tc.name, got, tc.joined)
		}
	}
	gm := mailClient(t, s, "gmail.readonly")
	th, err := gm.Threads.Get("me", root).Format("minimal").Do()
	if err != nil || len(th.Messages) != 5 || th.Messages[0].Id != root {
		t.Errorf("%+v %v", th, err)
	}
	list, err := gm.Threads.List("me").MaxResults(2).Do()
	if err != nil || len(list.Threads) != 2 || list.NextPageToken == "" {
		t.Fatalf("%+v %v", list, err)
	}
	rest, err := gm.Threads.List("me").PageToken(list.NextPageToken).Do()
	if err != nil || len(rest.Threads) != 1 {
		t.Errorf("%+v %v", rest, err)
	}
	p, err := gm.GetProfile("me").Do()
	if err != nil || p.MessagesTotal != 7 || p.ThreadsTotal != 3 || p.EmailAddress != "you@label.example" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestHistory(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Mailbox("you@label.example")
	gone := b.Deliver(Mail("a@b.example", "you@label.example", "x", "y"))
	p, err := mailClient(t, s, "gmail.readonly").GetProfile("me").Do()
	if err != nil {
		t.Fatal(err)
	}
	gm := mailClient(t, s, "gmail.readonly")
	start := p.HistoryId
	id := b.Deliver(Mail("c@d.example", "you@label.example", "x", "y"))
	sent := b.Send(Mail("you@label.example", "c@d.example", "x", "y"))
	b.Relabel(id, []string{"STARRED"}, []string{"UNREAD"})
	b.Trash(id)
	b.Delete(gone)

	var kinds []string
	var last uint64
	token := ""
	for {
		r, err := gm.History.List("me").StartHistoryId(start).MaxResults(2).PageToken(token).Do()
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.History {
			if h.Id <= start || h.Id <= last {
				t.Errorf("history id %d after %d", h.Id, last)
			}
			if last > 0 && h.Id == last+1 {
				t.Errorf("history ids are contiguous at %d", h.Id)
			}
			last = h.Id
			switch {
			case len(h.MessagesAdded) > 0:
				kinds = append(kinds, "added "+h.MessagesAdded[0].Message.Id)
			case len(h.MessagesDeleted) > 0:
				kinds = append(kinds, "deleted "+h.MessagesDeleted[0].Message.Id)
			case len(h.LabelsAdded) > 0:
				kinds = append(kinds, "+"+strings.Join(h.LabelsAdded[0].LabelIds, ",")+" "+h.LabelsAdded[0].Message.Id)
			case len(h.LabelsRemoved) > 0:
				kinds = append(kinds, "-"+strings.Join(h.LabelsRemoved[0].LabelIds, ",")+" "+h.LabelsRemoved[0].Message.Id)
			}
		}
		if r.HistoryId != b.HistoryID() {
			t.Errorf("historyId %d, want %d", r.HistoryId, b.HistoryID())
		}
		if token = r.NextPageToken; token == "" {
			break
		}
	}
	want := []string{"added " + id, "added " + sent, "+STARRED " + id, "-UNREAD " + id, "+TRASH " + id, "-INBOX " + id, "deleted " + gone}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
	if r, err := gm.History.List("me").StartHistoryId(start).HistoryTypes("messageAdded").LabelId("SENT").Do(); err != nil || len(r.History) != 1 {
		t.Errorf("one kind and label: %v %v", r, err)
	}
	if r, err := gm.History.List("me").StartHistoryId(b.HistoryID()).Do(); err != nil || len(r.History) != 0 {
		t.Errorf("nothing new: %v %v", r, err)
	}
	b.ExpireHistory()
	_, err = gm.History.List("me").StartHistoryId(start).Do()
	refused(t, "expired", err, 404, "notFound")
	_, err = gm.History.List("me").StartHistoryId(b.HistoryID() + 99999).Do()
	refused(t, "from the future", err, 404, "notFound")
	if _, err = gm.History.List("me").StartHistoryId(b.HistoryID()).Do(); err != nil {
		t.Error(err)
	}
}

func TestScopes(t *testing.T) {
	s, _ := started(t, Options{})
	s.Mailbox("you@label.example").Deliver(Mail("a@b.example", "you@label.example", "x", "y"))
	id := s.Mailbox("you@label.example").IDs("")[0]
	_, err := mailClient(t, s, "drive.file").GetProfile("me").Do()
	refused(t, "no Gmail scope", err, 403, "insufficientPermissions")
	both := mailClient(t, s, "gmail.readonly", "gmail.metadata")
	_, err = both.Messages.List("me").Q("in:sent").Do()
	refused(t, "q beside gmail.metadata", err, 403, "forbidden")
	if _, err := both.Messages.List("me").LabelIds("INBOX").Do(); err != nil {
		t.Error(err)
	}
	_, err = mailClient(t, s, "gmail.metadata").Messages.Get("me", id).Do()
	refused(t, "full with gmail.metadata", err, 403, "forbidden")
	_, err = mailClient(t, s, "gmail.metadata").Settings.SendAs.List("me").Do()
	refused(t, "sendAs with gmail.metadata", err, 403, "insufficientPermissions")
	client := s.Client("you@label.example", "gmail.readonly")
	req, _ := http.NewRequest("GET", "https://gmail.googleapis.com/gmail/v1/users/me/profile", nil)
	req.Header.Set("Authorization", "Bearer stolen")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, body := answered(t, resp); status != 401 || !strings.Contains(body, `"authError"`) {
		t.Errorf("bad token: %d %s", status, body)
	}
}

func TestPrices(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Mailbox("you@label.example")
	id := b.Deliver(Mail("a@b.example", "you@label.example", "x", "y"))
	gm := mailClient(t, s, "gmail.readonly")
	for name, tc := range map[string]struct {
		units int
		ask   func() error
	}{
		"messages.get":  {20, func() error { _, err := gm.Messages.Get("me", id).Do(); return err }},
		"threads.get":   {40, func() error { _, err := gm.Threads.Get("me", id).Do(); return err }},
		"messages.list": {5, func() error { _, err := gm.Messages.List("me").Do(); return err }},
		"threads.list":  {10, func() error { _, err := gm.Threads.List("me").Do(); return err }},
		"history.list": {2, func() error {
			_, err := gm.History.List("me").StartHistoryId(b.HistoryID()).Do()
			return err
		}},
		"getProfile":  {1, func() error { _, err := gm.GetProfile("me").Do(); return err }},
		"sendAs.list": {1, func() error { _, err := gm.Settings.SendAs.List("me").Do(); return err }},
	} {
		before := s.Requests().Units("you@label.example")
		if err := tc.ask(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := s.Requests().Units("you@label.example") - before; got != tc.units {
			t.Errorf("%s: %d units, want %d", name, got, tc.units)
		}
	}
	if n := s.Requests().Count("gmail.googleapis.com", "GET", "/gmail/v1/users/*/messages"); n != 1 {
		t.Errorf("%d listings in the log", n)
	}
}

func TestQuotaWindows(t *testing.T) {
	for _, tc := range []struct {
		window    Window
		at59, at0 bool // whether another request passes at the 59th second and at the next full minute
	}{{Fixed, false, true}, {Sliding, false, false}} {
		c := &clock{at: time.Date(2026, 3, 4, 10, 0, 30, 0, time.UTC)}
		s, _ := started(t, Options{Now: c.now})
		gm := mailClient(t, s, "gmail.readonly")
		limits := GoogleLimits(tc.window)
		limits.GmailUnits = 25
		s.Requests().Enforce(limits)
		list := func() error { _, err := gm.Messages.List("me").Do(); return err }
		for i := range 5 {
			if err := list(); err != nil {
				t.Fatalf("window %d, request %d: %v", tc.window, i, err)
			}
		}
		refused(t, "the sixth", list(), 403, "rateLimitExceeded")
		c.at = c.at.Add(29 * time.Second)
		if err := list(); (err == nil) != tc.at59 {
			t.Errorf("window %d at :59: %v", tc.window, err)
		}
		c.at = c.at.Add(time.Second)
		if err := list(); (err == nil) != tc.at0 {
			t.Errorf("window %d at :00: %v", tc.window, err)
		}
		c.at = c.at.Add(30 * time.Second)
		if err := list(); err != nil {
			t.Errorf("window %d a minute later: %v", tc.window, err)
		}
		limits.Status = 429
		limits.GmailUnits = 5
		s.Requests().Enforce(limits)
		if err := list(); err != nil {
			t.Error(err)
		}
		err := list()
		refused(t, "429", err, 429, "rateLimitExceeded")
		var e *googleapi.Error
		if errors.As(err, &e) {
			if n, _ := strconv.Atoi(e.Header.Get("Retry-After")); n < 1 || n > 60 {
				t.Errorf("Retry-After %q", e.Header.Get("Retry-After"))
			}
		}
	}
}
