//go:build e2e

package emulate_test

import (
	"bytes"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// letter is one real mail, with what this test knows of it by itself.
type letter struct {
	name    string
	raw     []byte
	header  mail.Header
	from    string // bare address
	to      []string
	subject string
	at      time.Time
	id      string // Message-ID
	refs    string // In-Reply-To and References
	gmailID string
	thread  string
}

func letters(t *testing.T, folder string) []*letter {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(mails, folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no mails in %s: %v", folder, err)
	}
	var list []*letter
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if first, rest, ok := bytes.Cut(raw, []byte("\n")); ok && bytes.HasPrefix(first, []byte("From ")) {
			raw = rest // the line of a mailbox file
		}
		l := &letter{name: filepath.Base(file), raw: raw}
		if m, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
			l.read(m.Header)
		}
		list = append(list, l)
	}
	return list
}

func (l *letter) read(h mail.Header) {
	l.header = h
	if a, err := mail.ParseAddress(h.Get("From")); err == nil {
		l.from = strings.ToLower(a.Address)
	}
	if list, err := h.AddressList("To"); err == nil {
		for _, a := range list {
			l.to = append(l.to, strings.ToLower(a.Address))
		}
	}
	l.subject = h.Get("Subject")
	if s, err := new(mime.WordDecoder).DecodeHeader(l.subject); err == nil {
		l.subject = s
	}
	l.at, _ = h.Date() // the zero time where it cannot be read
	l.id = strings.TrimSpace(h.Get("Message-Id"))
	l.refs = h.Get("In-Reply-To") + " " + h.Get("References")
}

// hasWord is this test's own reading of the rule: the tag stands in the subject as a word of its own.
func hasWord(word, subject string) bool {
	return slices.Contains(strings.FieldsFunc(strings.ToLower(subject), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 0x80
	}), strings.ToLower(word))
}

// byMachine reports whether a mail says of itself that a mail system wrote it.
func (l *letter) byMachine() bool {
	head := strings.ToLower(string(l.raw))
	return strings.Contains(head, "report-type=delivery-status") || strings.Contains(head, `report-type="delivery-status"`) || l.byDaemon()
}

// byDaemon reports whether a mail system stands as its sender.
func (l *letter) byDaemon() bool {
	return strings.HasPrefix(l.from, "mailer-daemon@") || strings.HasPrefix(l.from, "postmaster@")
}
