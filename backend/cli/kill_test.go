package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

// killed is a world in which the program is killed: a mailbox behind a gateway, and a home that is connected and was
// never synced.
type killed struct {
	t       *testing.T
	server  *sandbox.Server
	gateway string
	program string
	home    string // connected, not synced
	sent    []string
	arrived int
}

func newKilled(t *testing.T) *killed {
	t.Helper()
	k := &killed{t: t, server: sandbox.New(sandbox.Options{Story: sandbox.Campaign(time.Now(), 30, 12, 20, 7)})}
	var err error
	k.gateway, err = k.server.Start()
	check(t, err)
	t.Cleanup(func() { _ = k.server.Close() })
	k.server.Consent().AutoApprove()
	k.server.Consent().Pick(sandbox.SpringSheet)
	self, err := os.Executable()
	check(t, err)
	dir := t.TempDir()
	k.program, k.home = filepath.Join(dir, "mixdown"), filepath.Join(dir, "home")
	check(t, os.Symlink(self, k.program))
	k.connect("gmail", "--client-id", "abc.apps.googleusercontent.com")
	k.connect("sheets")
	k.run(k.home, 0, "campaign", "create", "Spring radio", "--tag", sandbox.SpringTag, "--spreadsheet", sandbox.SpringSheet)
	k.sent = k.server.Mailbox(sandbox.SpringOwner).IDs("in:sent")
	return k
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (k *killed) command(home string, args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(k.t.Context(), 100*time.Second)
	k.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, k.program, args...)
	cmd.Env = append(os.Environ(), "MIXDOWN_GATEWAY="+k.gateway, "MIXDOWN_HOME="+home)
	return cmd
}

// run runs the program to its end and demands its exit code.
func (k *killed) run(home string, want int, args ...string) []byte {
	k.t.Helper()
	var stderr strings.Builder
	cmd := k.command(home, args...)
	cmd.Stderr = &stderr
	out, _ := cmd.Output() // the exit code tells
	if got := cmd.ProcessState.ExitCode(); got != want {
		k.t.Fatalf("%v: exit code %d, want %d: %s%s", args, got, want, out, stderr.String())
	}
	return out
}

func (k *killed) connect(args ...string) {
	k.t.Helper()
	cmd := k.command(k.home, append([]string{"connect", "--no-browser"}, args...)...)
	stderr, err := cmd.StderrPipe()
	check(k.t, err)
	check(k.t, cmd.Start())
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "Open: "); ok {
			if resp, err := http.Get(url); err == nil {
				_ = resp.Body.Close()
			}
		}
	}
	check(k.t, cmd.Wait())
}

// copied is a new home like the connected one.
func (k *killed) copied() string {
	k.t.Helper()
	home := filepath.Join(k.t.TempDir(), "home")
	check(k.t, os.CopyFS(home, os.DirFS(k.home)))
	return home
}

// arrive puts a new answer, and a new mail of ours, into the mailbox.
func (k *killed) arrive() {
	box := k.server.Mailbox(sandbox.SpringOwner)
	m, ok := box.Message(k.sent[k.arrived%len(k.sent)])
	if !ok {
		return
	}
	k.arrived++
	box.Deliver(sandbox.Mail(m.Get("To"), "you@label.example", "Re: "+m.Get("Subject"), "I like it.").InReplyTo(m).With("Message-ID", fmt.Sprintf("<late-%d@station.example>", k.arrived)))
	box.Send(sandbox.Mail("you@label.example", fmt.Sprintf("late%d@station.example", k.arrived), "[SPRING] one more", "Hello"))
}

// syncKilled runs a sync that is killed while its n-th request is under way, and reports whether it came to that.
func (k *killed) syncKilled(home string, n int) bool {
	k.t.Helper()
	cmd := k.command(home, "sync")
	check(k.t, cmd.Start())
	var struck atomic.Bool
	rule := k.server.Faults().Add(sandbox.Fault{Nth: n, Times: 1, Match: isAPI, Before: func() {
		struck.Store(true)
		_ = cmd.Process.Kill()
		k.arrive()
	}})
	_ = cmd.Wait() // killed, or done before its n-th request
	rule.Remove()
	return struck.Load()
}

// isAPI leaves out the sign-in.
func isAPI(r *http.Request) bool { return !strings.Contains(r.URL.Path, "token") }

// held is all evidence in a home, one line a record.
func (k *killed) held(home string) []string {
	k.t.Helper()
	ctx := k.t.Context()
	s, err := store.Open(ctx, filepath.Join(home, "mixdown.db"), nil)
	check(k.t, err)
	defer func() { _ = s.Close() }()
	check(k.t, s.Check(ctx))
	campaigns, err := s.Campaigns(ctx)
	check(k.t, err)
	var lines []string
	for _, stream := range []string{provider.StreamMessages, provider.StreamContacts, provider.StreamContactProblems, provider.StreamSheet} {
		check(k.t, s.Evidence(ctx, campaigns[0].ID, "", stream, 0, func(r provider.Record) error {
			raw, err := json.Marshal(r)
			lines = append(lines, string(raw))
			return err
		}))
	}
	slices.Sort(lines)
	return lines
}

// reads counts how often each mail was read since the log was emptied.
func (k *killed) reads() map[string]int {
	n := map[string]int{}
	for _, r := range k.server.Requests().All() {
		if r.ID == "gmail.users.messages.get" {
			n[path.Base(r.Path)+" "+r.Query]++
		}
	}
	return n
}

// inFlight is how many requests a source may have under way: what a kill may cost twice.
const inFlight = 6

// The program is killed at any request, once or several times, while mail comes in. The next sync that ends leaves the
// same evidence as a home that was synced once, and buys again no more than what was under way.
func TestKilledAtAnyRequest(t *testing.T) {
	if os.Getenv("MIXDOWN_IN_SESSION") != "1" {
		t.Skip("no keychain daemon here")
	}
	k := newKilled(t)
	k.server.Requests().Reset()
	k.run(k.copied(), 0, "sync")
	total := 0
	for _, r := range k.server.Requests().All() {
		if r.ID != "" {
			total++
		}
	}
	const rounds = 20
	for round := range rounds {
		rng := rand.New(rand.NewPCG(11, uint64(round)))
		first := 1 + round*total/rounds // evenly over a whole sync
		t.Run(fmt.Sprintf("request %d of %d", first, total), func(t *testing.T) {
			k.t = t
			home := k.copied()
			k.server.Requests().Reset()
			kills := 0
			for n := first; kills < 3 && k.syncKilled(home, n); n = 1 + rng.IntN(total/2) {
				kills++
			}
			k.run(home, 0, "sync")
			twice := 0
			for _, n := range k.reads() {
				twice += n - 1
			}
			if twice > kills*inFlight {
				t.Errorf("%d mails were read again after %d kills, want at most %d", twice, kills, kills*inFlight)
			}
			once := k.copied()
			k.run(once, 0, "sync")
			if diff := cmp.Diff(k.held(once), k.held(home)); diff != "" {
				t.Errorf("after %d kills the evidence differs (-synced once +killed):\n%s", kills, diff)
			}
			// The log tells of every run that was killed, and none goes on.
			var log []struct {
				Status string `json:"status"`
			}
			check(t, json.Unmarshal(k.run(home, 0, "log", "--json", "--limit", "0"), &log))
			for _, r := range log {
				if r.Status == "running" {
					t.Error("the log says that a run goes on")
				}
			}
		})
	}
}
