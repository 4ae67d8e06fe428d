package export_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mixdown/backend/export"
)

func report() export.Report {
	start := time.Date(2026, 10, 24, 9, 0, 0, 0, time.UTC)
	r := export.Report{Campaign: "Spring radio", Period: "24 October 2026 to 22 November 2026", AsOf: "22 November 2026, 14:42 UTC", Made: start,
		Figures: []export.Figure{{Label: "People reached", Value: "21"}, {Label: "People who wrote back", Value: "8", Note: "so far"},
			{Label: "Reply rate", Value: "38 %", Note: "8 of 21"}, {Label: "Confirmed", Value: "—", Note: "not known, see below"}},
		Outlets: []export.Bar{{Name: "Radio Meridian", Replied: 3, Of: 4}, {Name: "Café Zürich ŻŁ Ω Ж", Replied: 1, Of: 2}},
		Unknown: []string{"How many people opened a mail: mail does not tell."}}
	for i := range 20 {
		r.Trend = append(r.Trend, export.Point{At: start.AddDate(0, 0, i), Sent: i + 3, Replies: i / 3})
	}
	return r
}

func pdf(t *testing.T, r export.Report) (path, text string) {
	t.Helper()
	var b, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&b, &again} {
		if err := export.PDF(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same report made other bytes")
	}
	dir := t.TempDir()
	if keep := os.Getenv("MIXDOWN_KEEP"); keep != "" {
		dir = keep // to look at it
	}
	path = filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "_")+".pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if pages := bytes.Count(out, []byte{'\f'}); pages != 1 {
		t.Errorf("%d pages", pages)
	}
	return path, string(out)
}

func TestReportSaysItsNumbers(t *testing.T) {
	_, text := pdf(t, report())
	for _, want := range []string{"Spring radio", "24 October 2026 to 22 November 2026", "21", "38 %", "8 of 21", "—", "Radio Meridian", "3 of 4",
		"Café Zürich ŻŁ Ω Ж", "Mails sent: 22", "People who answered: 6", "mail does not tell", "As of 22 November 2026, 14:42 UTC"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
}

// Hostile and very long texts stay on the one page, within its margins.
func TestReportHoldsLongNames(t *testing.T) {
	r := report()
	long := strings.Repeat("The Extraordinarily Long Name of a Campaign ", 30)
	r.Campaign, r.Period, r.Sample = long+"\x00\n\u202e日本語 😀", long, true
	for i := range r.Figures {
		r.Figures[i] = export.Figure{Label: long, Value: "123456789 of 987654321", Note: long}
	}
	r.Outlets, r.Unknown = nil, nil
	for range 40 {
		r.Outlets = append(r.Outlets, export.Bar{Name: "W" + strings.ToUpper(long), Replied: 1_000_000, Of: 9_999_999})
		r.Unknown = append(r.Unknown, long)
	}
	r.AsOf = long
	path, text := pdf(t, r)
	if !strings.Contains(text, "And 37 more") || !strings.Contains(text, "SAMPLE") {
		t.Errorf("the page reads:\n%s", text)
	}
	if !strings.Contains(text, "123456789 of 987654321") || !strings.Contains(text, "1000000 of 9999999") {
		t.Errorf("a number was cut:\n%s", text)
	}
	out, err := exec.Command("pdftotext", "-bbox", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(out), "\n") {
		_, after, ok := strings.Cut(line, `xMax="`)
		limit, _, _ := strings.Cut(after, `"`)
		if x, err := strconv.ParseFloat(limit, 64); ok && (err != nil || x > 546) {
			t.Errorf("beyond the margin: %s", line)
		}
	}
}

func TestReportOfNothing(t *testing.T) {
	_, text := pdf(t, export.Report{Campaign: "New", Figures: []export.Figure{{Label: "People reached", Value: "—"}}})
	if !strings.Contains(text, "too little mail") || !strings.Contains(text, "No outlet is known") {
		t.Errorf("the page reads:\n%s", text)
	}
}
