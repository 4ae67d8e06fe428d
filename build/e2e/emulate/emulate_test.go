//go:build e2e

package emulate_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// owner wrote twelve of the list's mails: the mailbox is his.
const owner = "cworth@cworth.org"

// bench is the other Gmail with the program in front of it.
type bench struct {
	t       *testing.T
	other   string
	gate    *gateway
	gateURL string
	home    string
}

func newBench(t *testing.T, whole bool) *bench {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "node", "server.mjs", owner)
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	cmd.Stderr = os.Stderr
	must(t, cmd.Start())
	t.Cleanup(func() { _ = stdin.Close(); _ = cmd.Wait() })
	var at struct{ Port int }
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	must(t, err)
	must(t, json.Unmarshal(line, &at))
	b := &bench{t: t, other: "http://127.0.0.1:" + strconv.Itoa(at.Port), home: filepath.Join(t.TempDir(), "home")}
	b.gate, b.gateURL = newGateway(t, b.other, whole)
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// put puts a mail into the mailbox as of at; in a thread, or where its references belong.
func (b *bench) put(l *letter, at time.Time, thread string, labels ...string) {
	b.t.Helper()
	body, err := json.Marshal(map[string]any{"raw": base64.URLEncoding.EncodeToString(l.raw), "labelIds": labels,
		"internalDate": strconv.FormatInt(at.UnixMilli(), 10), "threadId": thread})
	must(b.t, err)
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.other+"/gmail/v1/users/me/messages", bytes.NewReader(body))
	must(b.t, err)
	req.Header.Set("Authorization", "Bearer loader")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(b.t, err)
	defer func() { _ = resp.Body.Close() }()
	var stored struct {
		ID, ThreadID string
		Error        any
	}
	must(b.t, json.NewDecoder(resp.Body).Decode(&stored))
	if resp.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %v", l.name, stored.Error)
	}
	l.gmailID, l.thread, l.at = stored.ID, stored.ThreadID, at
}

// run runs the program with --json and reads its answer; it returns the exit code.
func (b *bench) run(to any, args ...string) int {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 100*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Getenv("MIXDOWN_PROGRAM"), append(args, "--json")...)
	cmd.Env = append(os.Environ(), "MIXDOWN_GATEWAY="+b.gateURL, "MIXDOWN_HOME="+b.home)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, _ := cmd.Output() // the exit code tells
	if err := json.Unmarshal(out, to); err != nil {
		b.t.Fatalf("%v: %v: %s%s", args, err, out, stderr.String())
	}
	return cmd.ProcessState.ExitCode()
}

var hidden = regexp.MustCompile(`<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"`)

// connect signs in as a person does: the page is opened, the account chosen.
func (b *bench) connect() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Getenv("MIXDOWN_PROGRAM"), "connect", "gmail", "--no-browser", "--client-id", "abc.apps.googleusercontent.com", "--client-secret", "GOCSPX-x", "--json")
	cmd.Env = append(os.Environ(), "MIXDOWN_GATEWAY="+b.gateURL, "MIXDOWN_HOME="+b.home)
	stderr, err := cmd.StderrPipe()
	must(b.t, err)
	var out bytes.Buffer
	cmd.Stdout = &out
	must(b.t, cmd.Start())
	var said strings.Builder
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		page, ok := strings.CutPrefix(lines.Text(), "Open: ")
		if !ok {
			continue
		}
		resp, err := http.Get(page)
		must(b.t, err)
		var text bytes.Buffer
		_, err = text.ReadFrom(resp.Body)
		must(b.t, err)
		_ = resp.Body.Close()
		form := url.Values{}
		for _, m := range hidden.FindAllStringSubmatch(text.String(), -1) {
			form.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
		}
		if form.Get("email") != owner {
			b.t.Fatalf("the page offers %v: %.500s", form, text.String())
		}
		resp, err = http.PostForm(b.gateURL+"/accounts.google.com/o/oauth2/v2/auth/callback", form)
		must(b.t, err)
		_ = resp.Body.Close()
	}
	if err := cmd.Wait(); err != nil {
		b.t.Fatalf("connect: %v: %s%s", err, out.String(), said.String())
	}
	var conn struct{ Provider, Account, Status string }
	must(b.t, json.Unmarshal(out.Bytes(), &conn))
	if conn.Account != owner || conn.Status != "active" {
		b.t.Fatalf("connected: %s", out.String())
	}
}

// The parts of the program's answers that are looked at.
type (
	result struct {
		Success bool
		Message string
		Errors  []string
		Metrics struct {
			Gmail struct{ Sent, Replies, OpenRate, FollowUpsDue *int }
		}
		Runs []struct {
			Status     string
			Complete   bool
			Requests   int
			QuotaUnits int
			Error      struct{ Code, Message string }
		}
	}
	row struct {
		ID, Who, Contact, What, State, Why, ThreadID string
		At                                           time.Time
	}
	number struct {
		Key                     string
		Value                   *float64
		UnknownReason           *string
		Complete                bool
		Display                 string
		Counted, Base, Excluded []row
	}
)

func (b *bench) evidence(key string) number {
	b.t.Helper()
	var n number
	if code := b.run(&n, "evidence", key); code != 0 {
		b.t.Fatalf("evidence %s: exit code %d", key, code)
	}
	return n
}

func (n number) String() string {
	if n.Value == nil {
		return fmt.Sprintf("%s unknown: %s", n.Key, *n.UnknownReason)
	}
	return fmt.Sprintf("%s = %v (%s; complete %v)", n.Key, *n.Value, n.Display, n.Complete)
}

// campaign makes a campaign and syncs it; a sync that ends otherwise than well must say so.
func (b *bench) campaign(name, tag string) result {
	b.t.Helper()
	var made any
	if code := b.run(&made, "campaign", "create", name, "--tag", tag, "--days-back", "40"); code != 0 {
		b.t.Fatalf("campaign: %v", made)
	}
	var res result
	code := b.run(&res, "sync")
	if (code == 0) != res.Success || res.Success != (len(res.Errors) == 0) {
		b.t.Errorf("exit code %d, success %v, errors %v", code, res.Success, res.Errors)
	}
	b.t.Logf("sync: exit code %d: %s %v %+v", code, res.Message, res.Errors, res.Runs)
	return res
}
