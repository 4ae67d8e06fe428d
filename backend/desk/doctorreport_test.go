package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

// The report for somebody who helps holds nothing that is the person's own: some accounts are no address but a name.
func TestDoctorReport(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	connect(t, d, "spotify")
	_, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "mailchimp", Key: sandbox.SpringMailchimpKey})
	must(t, err)
	sync1(t, d, c)
	var b bytes.Buffer
	must(t, d.WriteDoctorReport(t.Context(), &b))
	report := b.String()
	for _, part := range []string{"Parts", "Connections", "spotify", "Runs, the newest first", "gmail.googleapis.com: "} {
		if !strings.Contains(report, part) {
			t.Errorf("the report lacks %q", part)
		}
	}
	list, err := d.Connections(t.Context())
	must(t, err)
	if len(list) != 4 {
		t.Fatalf("%d connections", len(list))
	}
	for _, own := range []string{list[0].Account, list[1].Account, list[2].Account, list[3].Account, c.Name, w.home, "@"} {
		if strings.Contains(report, own) {
			t.Errorf("the report holds %q", own)
		}
	}
}
