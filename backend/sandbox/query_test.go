package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mixdown/backend/steady"
)

func TestSearch(t *testing.T) {
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }})
	b := s.Mailbox("you@label.example")
	b.AddAlias(Alias{"promo@label.example", "Promo"})
	folder := b.AddLabel("Radio people")
	names := map[string]string{}
	put := func(name string, m Message) { names[b.Deliver(m)] = name }
	base := Mail("Mira <mira@north.example>", "you@label.example", "Re: [SPRING] Golden Hour", "I'll play it tonight")
	put("reply", base.At(now.Add(-48*time.Hour)).Labelled("INBOX", "UNREAD", folder).With("Message-ID", "<abc@north.example>"))
	put("sent", Mail("you@label.example", "Mira <mira@north.example>", "[SPRING] Golden Hour", "New single").At(now.Add(-96*time.Hour)).Labelled("SENT").With("Bcc", "hidden@pool.example"))
	put("alias", Mail("Promo <promo@label.example>", "tom@night.example", "=?UTF-8?Q?Spr=C3=BCnge_im_Fr=C3=BChling?=", "Hallo").At(now.Add(-24*time.Hour)).Labelled("SENT", "STARRED").With("Cc", "anna@night.example"))
	put("offspring", Mail("dex@band.example", "you@label.example", "RE: OFFSPRING", "backline").At(now.Add(-10*24*time.Hour)).Labelled("INBOX"))
	put("springs", Mail("spa@hot.example", "you@label.example", "Hot springs", "sale, up to 50% off").At(now.Add(-20*24*time.Hour)).Labelled("INBOX", "CATEGORY_PROMOTIONS").With("List-Id", "<news.hot.example>"))
	put("spam", Mail("win@lot.example", "you@label.example", "spring prize", "click").At(now.Add(-time.Hour)).Labelled("SPAM"))
	put("trash", Mail("old@x.example", "you@label.example", "spring cleaning", "bye").At(now.Add(-2*time.Hour)).Labelled("TRASH"))
	put("draft", Mail("you@label.example", "eve@x.example", "[SPRING] not yet", "...").At(now.Add(-3*time.Hour)).Labelled("DRAFT"))
	pdf := Mail("billing@distro.example", "you@label.example", "Statement", "see attachment").At(time.Date(2026, 3, 1, 7, 30, 0, 0, time.UTC)).Labelled("INBOX")
	pdf.Body = Part{Type: "multipart/mixed", Parts: []Part{{Body: "see attachment"}, {Type: "application/pdf", Filename: "royalties-2026.pdf", Body: strings.Repeat("x", 5000)}}}
	put("pdf", pdf)

	// 2026-03-01 in California begins at 08:00 UTC: the statement of 07:30 belongs to the day before there.
	for _, tc := range []struct{ q, want string }{
		{"in:sent", "sent alias"}, {"in:inbox", "reply offspring springs pdf"}, {"in:draft", "draft"}, {"in:drafts", "draft"},
		{"in:spam", "spam"}, {"in:trash", "trash"}, {"in:anywhere subject:spring", "reply sent springs spam trash draft"},
		{"subject:spring", "reply sent springs draft"}, {"subject:SPRING -in:draft", "reply sent springs"},
		{"subject:(golden hour)", "reply sent"}, {`subject:"golden hour"`, "reply sent"}, {`subject:"hour golden"`, ""}, {`subject:"golden night"`, ""}, {"subject:(hour golden)", "reply sent"},
		{"subject:{offspring statement}", "offspring pdf"}, {"subject:frühling", "alias"}, {"subject:spri", ""},
		{"from:mira", "reply"}, {"from:mira@north.example", "reply"}, {"from:north.example", "reply"}, {"from:me", "sent alias draft"}, {"-from:me in:inbox", "reply offspring springs pdf"},
		{"from:promo@label.example", "alias"}, {"from:you@label.example", "sent draft"}, {"to:mira@north.example", "sent"}, {"to:me", "reply offspring springs pdf"},
		{"cc:anna", "alias"}, {"to:anna@night.example", "alias"}, {"bcc:hidden@pool.example", "sent"}, {"from:{mira dex}", "reply offspring"}, {"from:(mira OR dex)", "reply offspring"},
		{"from:mira OR from:dex", "reply offspring"}, {"from:mira OR from:dex in:inbox", "reply offspring"}, {"{from:mira from:billing}", "reply pdf"}, {"from:mira | from:dex", "reply offspring"},
		{"in:inbox -(from:mira OR from:dex)", "springs pdf"}, {"is:unread", "reply"}, {"is:read in:inbox", "offspring springs pdf"}, {"is:starred", "alias"},
		{"has:attachment", "pdf"}, {"filename:pdf", "pdf"}, {"filename:royalties-2026.pdf", "pdf"}, {"has:userlabels", "reply"}, {"label:radio-people", "reply"}, {"label:inbox is:unread", "reply"},
		{"category:promotions", "springs"}, {"list:news.hot.example", "springs"}, {"rfc822msgid:abc@north.example", "reply"}, {"rfc822msgid:<abc@north.example>", "reply"},
		{"after:2026/03/01 in:inbox", "reply offspring"}, {"before:2026/03/01 in:inbox", "springs pdf"}, {"after:2026/02/28 before:2026/03/01", "springs pdf"},
		{fmt.Sprintf("after:%d in:inbox", time.Date(2026, 3, 1, 7, 30, 0, 0, time.UTC).Unix()), "reply offspring pdf"},
		{fmt.Sprintf("after:%d in:inbox", time.Date(2026, 3, 1, 7, 30, 1, 0, time.UTC).Unix()), "reply offspring"},
		{fmt.Sprintf("before:%d in:sent", now.Add(-24*time.Hour).Unix()), "sent"},
		{"newer_than:3d -in:draft", "reply alias"}, {"older_than:5d", "offspring springs pdf"}, {"newer_than:1y in:inbox", "reply offspring springs pdf"},
		{"tonight", "reply"}, {`"play it"`, "reply"}, {"golden -tonight", "sent"}, {"night.example", "alias"}, {"50%", "springs"}, {"larger:4k", "pdf"},
		{"subject:spring in:sent OR in:inbox", "reply sent springs"}, {"nothingofthekind", ""}, {"after:whenever", ""}, {"", "reply sent alias offspring springs draft pdf"},
		{"in:sent AND subject:golden", "sent"}, {"subject:spring from:me in:sent after:2026/3/1", "sent"}, {"http://x", ""},
	} {
		got := map[string]bool{}
		for _, id := range b.IDs(tc.q) {
			got[names[id]] = true
		}
		for _, want := range strings.Fields(tc.want) {
			if !got[want] {
				t.Errorf("%q does not find %s", tc.q, want)
			}
			delete(got, want)
		}
		if len(got) > 0 {
			t.Errorf("%q finds %v too", tc.q, got)
		}
	}
}

func TestAnySearchEnds(t *testing.T) {
	s := New(Options{})
	b := s.Mailbox("you@label.example")
	b.Deliver(Mail("a@b.example", "you@label.example", "x", "y"))
	pieces := []string{"(", ")", "{", "}", `"`, "-", "+", "|", "OR", "AND", ":", "in:", "from:", "after:", "newer_than:", "larger:", "x", "x y", " ", "SENT", "1d", "é"}
	steady.Check(t, func(t *rapid.T) {
		q := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())).Draw(t, "q"), "")
		both := len(b.IDs(q)) + len(b.IDs("-("+q+")"))
		if strings.ContainsAny(q, `(){}"`) || len(strings.TrimSpace(q)) == 0 {
			return // the brackets round it may close elsewhere
		}
		if both > 2 {
			t.Fatalf("%q finds %d times one mail", q, both)
		}
	})
}

// TestSendersIndex: a search that names senders looks at their mails alone, and finds what looking at all of them finds.
func TestSendersIndex(t *testing.T) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: Campaign(now, 300, 40, 900, 5)})
	b := s.Mailbox(SpringOwner)
	steady.Check(t, func(t *rapid.T) {
		who := rapid.SampledFrom([]string{"contact7@station7.example", "station3", "sender12@elsewhere12.example", "me", "nobody@x.example", "label.example", "robin hale"})
		q := "from:(" + strings.Join(rapid.SliceOfN(who, 1, 4).Draw(t, "who"), " OR ") + ")"
		q += rapid.SampledFrom([]string{"", " in:inbox", " -from:station3", " newer_than:5d"}).Draw(t, "also")
		if rapid.Bool().Draw(t, "change") {
			id := b.Deliver(Mail("Contact <contact7@station7.example>", SpringOwner, "Hi", "there").At(now))
			if rapid.Bool().Draw(t, "gone") {
				b.Delete(id)
			}
		}
		b.mu.RLock()
		defer b.mu.RUnlock()
		sel := b.selection(q, nil, false)
		var want, got []string
		for _, e := range b.sorted {
			if sel.takes(e) {
				want = append(want, hexID(e.id))
			}
		}
		for _, e := range sel.among() {
			if sel.takes(e) {
				got = append(got, hexID(e.id))
			}
		}
		if !slices.Equal(want, got) {
			t.Fatalf("%q finds %d mails, want %d", q, len(got), len(want))
		}
	})
}
