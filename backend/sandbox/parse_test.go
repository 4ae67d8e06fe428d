package sandbox

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseMessage(t *testing.T) {
	raw := strings.Join([]string{
		"From mailer-daemon Thu Jan  1 00:00:00 2026",
		"Received: from a", " by b", "From: =?utf-8?Q?J=C3=B6rg?= <j@x.example>", "Date: Tue, 3 Mar 2026 10:00:00 +0100", "Subject: Undeliverable",
		`Content-Type: multipart/report; report-type=delivery-status; boundary="b1"`, "",
		"--b1", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "Gr=C3=BC=C3=9Fe =", "an alle",
		"--b1", "Content-Type: message/delivery-status", "", "Status: 5.1.1", "",
		"--b1", "Content-Type: message/rfc822", "", "Subject: [SPRING] x", "Message-ID: <p@x>", "", "Hi",
		"--b1", "Content-Type: application/pdf", "Content-Transfer-Encoding: base64", `Content-Disposition: attachment; filename="a.pdf"`, "", "UE", "RG",
		"--b1--", ""}, "\n")
	m, err := ParseMessage([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if m.Get("Received") != "from a by b" || m.Get("From") != "=?utf-8?Q?J=C3=B6rg?= <j@x.example>" || !m.Date.Equal(time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", m)
	}
	var got []string
	for _, p := range m.Body.Parts {
		got = append(got, p.mimeType()+" "+p.Filename+" "+strings.TrimSpace(p.Body))
	}
	want := []string{"text/plain  Grüße an alle", "message/delivery-status  Status: 5.1.1", "message/rfc822  ", "application/pdf a.pdf PDF"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if inner := m.Body.Parts[2].Parts[0]; inner.Headers[0].Value != "[SPRING] x" || strings.TrimSpace(inner.Body) != "Hi" {
		t.Errorf("%+v", inner)
	}
	// What is delivered can be read again, part by part.
	s := New(Options{})
	b := s.Mailbox("you@label.example")
	held, _ := b.Message(b.Deliver(m))
	again, err := ParseMessage(held.raw())
	if err != nil || len(again.Body.Parts) != 4 || again.Body.Parts[3].Body != "PDF" {
		t.Errorf("%+v %v", again.Body, err)
	}
	if _, err := ParseMessage([]byte("no header\nat all\n")); err == nil {
		t.Error("a text without headers was taken for a mail")
	}
}
