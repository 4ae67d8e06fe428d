package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mixdown/backend/cli"
	"mixdown/backend/sandbox"
)

// The scripts in testdata run the command line as people and cron do: whole processes, a real keychain daemon, the
// stand-in services behind the gateway.

func TestMain(m *testing.M) {
	if os.Getenv("MIXDOWN_IN_SESSION") == "" && filepath.Base(os.Args[0]) != "mixdown" {
		if code, ran := inSession(); ran {
			os.Exit(code)
		}
	}
	testscript.Main(m, map[string]func(){"mixdown": program})
}

// inSession runs this test binary again on a session bus of its own with an unlocked keychain.
func inSession() (code int, ran bool) {
	for _, p := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("MIXDOWN_REQUIRE_TOOLS") == "1" {
				fmt.Fprintln(os.Stderr, p+" is not installed, and MIXDOWN_REQUIRE_TOOLS=1")
				return 1, true
			}
			return 0, false // the scripts that need a keychain are skipped
		}
	}
	home, err := os.MkdirTemp("", "mixdown-session")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	defer func() { _ = os.RemoveAll(home) }()
	const script = `printf test | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 & k=$!; "$0" "$@"; r=$?; kill $k; wait $k; exit $r`
	cmd := exec.Command("dbus-run-session", append([]string{"--", "sh", "-c", script, os.Args[0]}, os.Args[1:]...)...)
	cmd.Env = append(os.Environ(), "MIXDOWN_IN_SESSION=1", "HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_DATA_HOME="+home)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return 1, true
	}
	return 0, true
}

func program() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := cli.Run(ctx, cli.Host{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Version: "test"})
	stop()
	os.Exit(code)
}

type serverKey struct{}

type projectKey struct{}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			story := sandbox.SpringRadio(time.Now())
			story.Airtable.PerSecond = 0 // each command is a process of its own, and keeps the pace for itself
			s := sandbox.New(sandbox.Options{Story: story})
			url, err := s.Start()
			if err != nil {
				return err
			}
			s.Consent().AutoApprove()
			s.Consent().Pick(sandbox.SpringSheet) // what the person picks on the consent page
			project := s.AddSupabase("")
			env.Values[projectKey{}] = project
			env.Defer(func() { project.Close(); _ = s.Close() })
			env.Values[serverKey{}] = s
			for _, name := range []string{"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"} {
				env.Setenv(name, os.Getenv(name))
			}
			env.Setenv("MIXDOWN_GATEWAY", url)
			env.Setenv("MIXDOWN_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("SHEET", sandbox.SpringSheet)
			env.Setenv("PROJECT", project.URL())
			env.Setenv("PROJECTKEY", sandbox.SupabaseKey)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "keychain" {
				return os.Getenv("MIXDOWN_IN_SESSION") == "1", nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"signin":  signIn,
			"json":    jsonPath,
			"sandbox": change,
			"on":      onListed,
			"undo":    undoLast,
			"mirror":  connectMirror,
		},
	})
}

// exits CODE ARGS… runs mixdown and demands the exit code; its output is stdout and stderr for the next commands.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("mixdown", args[1:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); err != nil {
		if !errors.As(err, &exit) {
			ts.Fatalf("mixdown: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// signIn CODE PROVIDER FLAGS… runs connect --no-browser, opens the address that it prints as a browser would, and demands
// the exit code.
func signIn(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	path, err := exec.LookPath("mixdown")
	ts.Check(err)
	cmd := exec.Command(path, append([]string{"connect", "--no-browser"}, args[1:]...)...)
	cmd.Dir = ts.Getenv("WORK")
	for _, name := range []string{"PATH", "HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "MIXDOWN_GATEWAY", "MIXDOWN_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	stderr, err := cmd.StderrPipe()
	ts.Check(err)
	var stdout strings.Builder
	cmd.Stdout = &stdout
	ts.Check(cmd.Start())
	var seen strings.Builder
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		seen.WriteString(lines.Text() + "\n")
		if url, ok := strings.CutPrefix(lines.Text(), "Open: "); ok {
			resp, err := http.Get(url)
			if err == nil {
				_ = resp.Body.Close()
			}
		}
	}
	_ = cmd.Wait()
	_, _ = fmt.Fprint(ts.Stdout(), stdout.String())
	_, _ = fmt.Fprint(ts.Stderr(), seen.String())
	ts.Logf("%s%s", stdout.String(), seen.String())
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("connect: exit code %d, want %d", got, want)
	}
}

// json PATH VALUE demands a value in the JSON that the last command printed; "json len PATH N" a length.
func jsonPath(ts *testscript.TestScript, neg bool, args []string) {
	length := args[0] == "len"
	if length {
		args = args[1:]
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("the output is not one JSON value: %v", err)
	}
	for _, key := range strings.FieldsFunc(args[0], func(r rune) bool { return r == '.' }) { // "." is the value itself
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			if name, want, ok := strings.Cut(key, "="); ok { // the first element whose name is want
				v = nil
				for _, e := range x {
					if m, _ := e.(map[string]any); m != nil && fmt.Sprint(m[name]) == want {
						v = m
						break
					}
				}
				continue
			}
			i, err := strconv.Atoi(key)
			ts.Check(err)
			if i >= len(x) {
				ts.Fatalf("%s: only %d elements", args[0], len(x))
			}
			v = x[i]
		}
	}
	got := "null"
	switch x := v.(type) {
	case nil:
	case string:
		got = x
	default:
		raw, err := json.Marshal(x)
		ts.Check(err)
		got = string(raw)
		if list, ok := x.([]any); ok && length {
			got = strconv.Itoa(len(list))
		}
	}
	if want := strings.Join(args[1:], " "); (got == want) == neg {
		ts.Fatalf("%s is %s, want %s", args[0], got, want)
	}
}

// change alters the stand-in services.
func change(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value(serverKey{}).(*sandbox.Server)
	const you = "you@label.example"
	switch args[0] {
	case "refuse":
		s.Consent().Refuse()
	case "approve":
		s.Consent().AutoApprove()
	case "untick":
		s.Consent().LeaveUnticked(args[1:]...)
	case "revoke":
		s.Revoke(you)
	case "arrive":
		if _, ok := s.Arrive(); !ok {
			ts.Fatalf("the story has no more mail")
		}
	case "down":
		for _, host := range args[1:] {
			s.Faults().Add(sandbox.Fault{Host: host, Drop: true})
		}
	case "html":
		f := sandbox.HTMLPage(200)
		f.Host = args[1]
		s.Faults().Add(f)
	case "up":
		s.Faults().Clear()
	case "throttle": // once
		f := sandbox.MailchimpThrottled(args[1])
		f.Times = 1
		s.Faults().Add(f)
	case "revoke-mailchimp":
		s.Mailchimp().Revoke()
	case "spend-airtable":
		s.Faults().Add(sandbox.AirtableBilling(true))
	case "expire-airtable":
		s.Airtable().ExpireAccess()
	case "revoke-airtable":
		s.Airtable().Revoke()
	case "forget-requests":
		s.Requests().Reset()
	case "asked": // HOST N: so often since
		if got := fmt.Sprint(s.Requests().Count(args[1], "", "")); got != args[2] {
			ts.Fatalf("%s was asked %s times, want %s", args[1], got, args[2])
		}
	case "unlist", "relist":
		s.Spotify().Change(func(st *sandbox.SpotifyStory) { st.Unlisted = args[0] == "unlist" })
	case "spend-google": // the day's quota of a host
		f := sandbox.QuotaExceeded("dailyLimitExceeded")
		f.Host = args[1]
		s.Faults().Add(f)
	case "quota":
		s.Faults().Add(sandbox.SpotifyQuotaSpent())
	case "unshare":
		s.Spreadsheet(sandbox.SpringSheet).Unshare(true)
	default:
		if changeSheet(ts, s, args) {
			return
		}
		ts.Fatalf("sandbox %s: unknown", args[0])
	}
}
