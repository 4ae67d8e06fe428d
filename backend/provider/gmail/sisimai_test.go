package gmail

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mixdown/backend/provider"
)

// TestBesideOthers classifies the labelled set by three rules: that of the reference (any second mail in a thread is a reply),
// Sisimai's (the Debian package libsisimai-perl, which knows the bounces of some seventy mail systems), and ours. It holds
// ours to be better than both in every class, and logs the table that docs/benchmarks.md shows:
//
//	go test -count=1 -v -run TestBesideOthers ./backend/provider/gmail
func TestBesideOthers(t *testing.T) {
	labels := readLabels(t)
	naive, theirs, ours := newScores(), newScores(), newScores()
	sisimai := sisimaiSays(t, labels)
	var named [2]int // bounces and delays whose failed recipients are told rightly: by Sisimai, by us
	reports := 0
	for _, want := range labels {
		naive.add(want.state, provider.StateHumanReply)
		told, ok := sisimai[want.file]
		if !ok {
			told.state = provider.StateHumanReply
		}
		theirs.add(want.state, told.state)
		raw, err := os.ReadFile(filepath.Join(labelledDir, want.file))
		if err != nil {
			t.Fatal(err)
		}
		got := Classify(readSample(t, raw, partsAsText))
		ours.add(want.state, got.State)
		if failed := strings.FieldsFunc(want.failed, func(r rune) bool { return r == ',' }); len(failed) > 0 {
			reports++
			slices.Sort(failed)
			slices.Sort(told.failed)
			slices.Sort(got.Failed)
			if slices.Equal(failed, told.failed) {
				named[0]++
			}
			if slices.Equal(failed, got.Failed) {
				named[1]++
			}
		}
	}
	t.Logf("| %d labelled mails | mails | naive | sisimai | Mixdown |", len(labels))
	t.Log("|---|---|---|---|---|")
	for _, state := range states() {
		n := ours.cells[[2]string{state, state}] + ours.missed(state)
		if n == 0 {
			continue
		}
		t.Logf("| %s | %d | %s | %s | %s |", state, n, naive.rates(state), theirs.rates(state), ours.rates(state))
		for _, other := range []*scores{naive, theirs} {
			if ours.missed(state) > other.missed(state) && state != provider.StateHumanReply || ours.wrong(state) > other.wrong(state) {
				t.Errorf("%s: another rule tells it better", state)
			}
		}
	}
	t.Logf("failed recipients told rightly, of %d reports: sisimai %d, Mixdown %d", reports, named[0], named[1])
	if named[1] < named[0] {
		t.Errorf("Sisimai names the failed recipients of %d reports, we of %d", named[0], named[1])
	}
	if theirs.cells[[2]string{provider.StateBounce, provider.StateBounce}] < 30 {
		t.Errorf("Sisimai finds too few bounces to be compared with: %v", theirs.cells)
	}
}

// rates is precision and recall of a class, in per cent; a dash where the rule never tells it.
func (s *scores) rates(state string) string {
	right := s.cells[[2]string{state, state}]
	told, all := right+s.wrong(state), right+s.missed(state)
	if told == 0 {
		return "— / 0"
	}
	return fmt.Sprintf("%.1f / %.1f", 100*float64(right)/float64(told), 100*float64(right)/float64(max(all, 1)))
}

// verdict of Sisimai on one file.
type sisimaiVerdict struct {
	state  string
	failed []string
}

// sisimaiSays runs Sisimai over the set. What it does not take for a report is a reply, as whoever uses it would have it.
func sisimaiSays(t *testing.T, labels []sample) map[string]sisimaiVerdict {
	t.Helper()
	if err := exec.CommandContext(t.Context(), "perl", "-MSisimai", "-e", "1").Run(); err != nil {
		t.Skip("libsisimai-perl is not installed: build/setup.sh test")
	}
	script, err := filepath.Abs("testdata/sisimai.pl")
	if err != nil {
		t.Fatal(err)
	}
	args := []string{script}
	for _, l := range labels {
		args = append(args, l.file)
	}
	cmd := exec.CommandContext(t.Context(), "perl", args...)
	cmd.Dir = labelledDir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]sisimaiVerdict{}
	for l := range strings.Lines(string(out)) {
		c := strings.Split(strings.TrimSpace(l), "\t")
		if len(c) != 5 {
			t.Fatalf("line %q", l)
		}
		file, action, reason, status, recipient := c[0], c[1], c[2], c[3], c[4]
		v := said[file]
		switch {
		case reason == "vacation":
			v.state = provider.StateAutoReply
		case reason == "delivered" || reason == "feedback":
			v.state = provider.StateUnrelated
		case v.state == provider.StateBounce: // one that failed for good makes it a bounce
			v.failed = append(v.failed, recipient)
		case action == "delayed" || strings.HasPrefix(status, "4"):
			v.state, v.failed = provider.StateDelayNotice, append(v.failed, recipient)
		default:
			v.state, v.failed = provider.StateBounce, append(v.failed, recipient)
		}
		said[file] = v
	}
	return said
}
