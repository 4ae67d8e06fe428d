package desk_test

import (
	"testing"

	"mixdown/backend/apperr"
)

// The last seven days hold what was sent in them and what came of it; what stands now stays the same in every span.
func TestSpans(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	from := w.now().AddDate(0, 0, -7)
	whole := metrics(t, d, c, "")
	sent := 0
	for _, r := range evidence(t, d, c, "emails_sent", "").Counted {
		if r.At.After(from.AddDate(0, 0, 1)) {
			sent++
		}
	}
	week := metrics(t, d, c, "@7d")
	if got := *week["emails_sent"].Value; sent == 0 || int(got) < sent || got >= *whole["emails_sent"].Value {
		t.Errorf("%v sent in the week, %d in its last days, %v in all", got, sent, *whole["emails_sent"].Value)
	}
	for _, r := range evidence(t, d, c, "emails_sent", "@7d").Counted {
		if r.At.Before(from) {
			t.Errorf("a mail of %s counts in the week before %s", r.At, w.now())
		}
	}
	e := evidence(t, d, c, "email_replies", "@7d")
	if len(e.Counted) != int(*week["email_replies"].Value) || len(e.Counted) > len(e.Base) || len(e.Base) >= len(evidence(t, d, c, "email_replies", "").Base) {
		t.Errorf("%d answered of %d in the week", len(e.Counted), len(e.Base))
	}
	for _, key := range []string{"follow_ups_due", "needs_your_reply", "total_contacts"} {
		if *week[key].Value != *whole[key].Value {
			t.Errorf("%s is %v in the week and %v now: it is about now", key, *week[key].Value, *whole[key].Value)
		}
	}
	if all := metrics(t, d, c, "@all"); *all["emails_sent"].Value != *whole["emails_sent"].Value {
		t.Errorf("%v sent in all days, %v in the campaign's", *all["emails_sent"].Value, *whole["emails_sent"].Value)
	}
	agree(t, d, c, "@7d")
	_, err := d.Metrics(t.Context(), c, "@fortnight")
	wantCode(t, err, apperr.Invalid)
}
