package gmail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"mime"
	mimemultipart "mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	gapi "google.golang.org/api/gmail/v1"

	"mixdown/backend/provider"
)

var update = flag.Bool("update", false, "write the labelled set and its labels again")

const labelledDir = "testdata/labelled"

// TestWriteLabelled writes the set with -update; without it checks that the files are those of the generator.
func TestWriteLabelled(t *testing.T) {
	var labels bytes.Buffer
	labels.WriteString("file\tstate\tfailed\taway\tprobable\n")
	for _, s := range samples() {
		fmt.Fprintf(&labels, "%s\t%s\t%s\t%s\t%v\n", s.file, s.state, s.failed, s.away, s.probable)
	}
	if *update {
		if err := os.MkdirAll(labelledDir, 0o755); err != nil {
			t.Fatal(err)
		}
		old, err := filepath.Glob(filepath.Join(labelledDir, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range old {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range samples() {
			if err := os.WriteFile(filepath.Join(labelledDir, s.file), []byte(s.raw), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(labelledDir, "labels.tsv"), labels.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile(filepath.Join(labelledDir, "labels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(held), labels.String()); diff != "" {
		t.Error("the labels are not those of the generator; run with -update:", diff)
	}
}

// TestLabelled classifies the files in the three ways in which Gmail may give the parts of a report.
func TestLabelled(t *testing.T) {
	labels := readLabels(t)
	if len(labels) < 150 {
		t.Fatalf("%d labelled mails", len(labels))
	}
	for _, form := range []partForm{partsAsText, partsAsFields} {
		t.Run(string(form), func(t *testing.T) {
			count := newScores()
			for _, want := range labels {
				raw, err := os.ReadFile(filepath.Join(labelledDir, want.file))
				if err != nil {
					t.Fatal(err)
				}
				m := readSample(t, raw, form)
				got := Classify(m)
				count.add(want.state, got.State)
				if got.State != want.state || got.Probable != want.probable {
					t.Errorf("%s: %s (probable %v) because %q, want %s (%v)", want.file, got.State, got.Probable, got.Why, want.state, want.probable)
				}
				if got.AwayUntil != want.away {
					t.Errorf("%s: away until %q, want %q", want.file, got.AwayUntil, want.away)
				}
				slices.Sort(got.Failed)
				wanted := strings.FieldsFunc(want.failed, func(r rune) bool { return r == ',' })
				slices.Sort(wanted)
				if diff := cmp.Diff(wanted, got.Failed, cmp.Transformer("list", func(s []string) string { return strings.Join(s, ",") })); diff != "" {
					t.Errorf("%s: failed recipients: %s", want.file, diff)
				}
				if got.Why == "" {
					t.Errorf("%s: no reason", want.file)
				}
			}
			count.log(t)
			if missed, counted := count.missed(provider.StateHumanReply), count.wrong(provider.StateHumanReply); missed+counted > 0 {
				t.Errorf("%d human replies missed, %d machines counted", missed, counted)
			}
		})
	}
}

func readLabels(t *testing.T) []sample {
	t.Helper()
	f, err := os.Open(filepath.Join(labelledDir, "labels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out []sample
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		c := strings.Split(lines.Text(), "\t")
		if len(c) != 5 {
			t.Fatalf("line %q", lines.Text())
		}
		if c[0] != "file" {
			out = append(out, sample{file: c[0], state: c[1], failed: c[2], away: c[3], probable: c[4] == "true"})
		}
	}
	return out
}

// scores count what was told against what is true.
type scores struct{ cells map[[2]string]int }

func newScores() *scores { return &scores{map[[2]string]int{}} }

func (s *scores) add(want, got string) { s.cells[[2]string{want, got}]++ }

func (s *scores) missed(state string) (n int) {
	for k, v := range s.cells {
		if k[0] == state && k[1] != state {
			n += v
		}
	}
	return n
}

func (s *scores) wrong(state string) (n int) {
	for k, v := range s.cells {
		if k[0] != state && k[1] == state {
			n += v
		}
	}
	return n
}

// log prints precision and recall, and what the rule of the reference (any second mail in the thread is a reply) makes of
// the same mails.
func (s *scores) log(t *testing.T) {
	all := 0
	for _, n := range s.cells {
		all += n
	}
	t.Logf("%-14s %5s %10s %7s", "state", "mails", "precision", "recall")
	for _, state := range states() {
		right := s.cells[[2]string{state, state}]
		if n := right + s.missed(state); n > 0 {
			t.Logf("%-14s %5d %9.1f%% %6.1f%%", state, n, 100*float64(right)/float64(max(1, right+s.wrong(state))), 100*float64(right)/float64(n))
		}
	}
	humans := s.cells[[2]string{provider.StateHumanReply, provider.StateHumanReply}] + s.missed(provider.StateHumanReply)
	t.Logf("any second mail is a reply: precision %.1f%%, recall 100%%: %d machines counted", 100*float64(humans)/float64(all), all-humans)
}

// partForm is how the fields of a report come in Gmail's JSON.
type partForm string

const (
	partsAsText   partForm = "fields as the text of the part"
	partsAsFields partForm = "fields as headers of inner parts"
)

// readSample makes a Mail of a file, by way of Gmail's JSON.
func readSample(t *testing.T, raw []byte, form partForm) Mail {
	t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	g := &gapi.Message{Id: "1", ThreadId: "1", LabelIds: []string{"INBOX"}, InternalDate: sampleTime.UnixMilli(), Payload: partOf(t, rawHeaders(raw), msg.Body, form)}
	m := mailOf(g)
	m.FromOwn = m.From().bare == sampleUs
	m.Echo = m.Header("Message-ID") == sampleOurs
	return m
}

// rawHeaders keeps the order and the encoding of a mail's headers.
func rawHeaders(raw []byte) []*gapi.MessagePartHeader {
	var out []*gapi.MessagePartHeader
	head, _, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	for _, l := range strings.Split(head, "\n") {
		if n := len(out); n > 0 && (strings.HasPrefix(l, " ") || strings.HasPrefix(l, "\t")) {
			out[n-1].Value += "\r\n" + l
			continue
		}
		if k, v, ok := strings.Cut(l, ":"); ok {
			out = append(out, &gapi.MessagePartHeader{Name: k, Value: strings.TrimSpace(v)})
		}
	}
	return out
}

func partOf(t *testing.T, headers []*gapi.MessagePartHeader, body io.Reader, form partForm) *gapi.MessagePart {
	t.Helper()
	h := textproto.MIMEHeader{}
	for _, f := range headers {
		h.Add(f.Name, f.Value)
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	p := &gapi.MessagePart{MimeType: kind, Headers: headers, Body: &gapi.MessagePartBody{}}
	if strings.HasPrefix(kind, "multipart/") {
		r := mimemultipart.NewReader(body, params["boundary"])
		for {
			sub, err := r.NextRawPart()
			if err != nil {
				return p
			}
			var inner []*gapi.MessagePartHeader
			for k, vs := range sub.Header {
				for _, v := range vs {
					inner = append(inner, &gapi.MessagePartHeader{Name: k, Value: v})
				}
			}
			p.Parts = append(p.Parts, partOf(t, inner, sub, form))
		}
	}
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, _ := io.ReadAll(body) // a part that is cut off is read as far as it goes
	switch {
	case kind == "message/rfc822":
		inner, err := mail.ReadMessage(bytes.NewReader(text))
		if err != nil {
			return p
		}
		p.Parts = []*gapi.MessagePart{partOf(t, rawHeaders(text), inner.Body, form)}
	case strings.HasPrefix(kind, "message/") && form == partsAsFields:
		for _, block := range blocks(string(text)) {
			sub := &gapi.MessagePart{MimeType: "text/plain", Body: &gapi.MessagePartBody{}}
			for _, f := range block {
				sub.Headers = append(sub.Headers, &gapi.MessagePartHeader{Name: f.Name, Value: f.Value})
			}
			p.Parts = append(p.Parts, sub)
		}
	default:
		p.Body.Data = base64.URLEncoding.EncodeToString(text)
		p.Body.Size = int64(len(text))
	}
	return p
}
