package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mixdown/backend/sandbox"
)

// connectMirror is the script command of the stand-in project:
//
//	mirror connect CODE      signs in as a person does, typing the code that came by mail ("wrong": another one)
//	mirror link              signs in by a click on the mail's link
//	mirror service NAME WHO  lets people sign in with a service
//	mirror rows TABLE N      demands N rows
//	mirror clean WORD…       demands that no word stands in anything that the project holds
//	mirror tables VERSION    what version of the tables it has
//	mirror end               ends every session
//	mirror agent AGENT KEY VALUE LABEL   lets another agent write a result
func connectMirror(ts *testscript.TestScript, _ bool, args []string) {
	p := ts.Value(projectKey{}).(*sandbox.Supabase)
	switch args[0] {
	case "connect":
		typeCode(ts, p, args[1] == "wrong")
	case "link":
		followLink(ts, p)
	case "service":
		p.AllowService(args[1], args[2])
	case "rows":
		if got := strconv.Itoa(len(p.Rows(args[1]))); got != args[2] {
			ts.Fatalf("%s has %s rows, want %s", args[1], got, args[2])
		}
	case "some":
		if len(p.Rows(args[1])) == 0 {
			ts.Fatalf("%s has no rows", args[1])
		}
	case "clean":
		for _, table := range []string{"agent_sessions", "integration_connections", "integration_sync_logs", "campaign_results"} {
			text := fmt.Sprint(p.Rows(table))
			for _, word := range args[1:] {
				if strings.Contains(text, word) {
					ts.Fatalf("%s holds %q", table, word)
				}
			}
		}
	case "tables":
		version, err := strconv.Atoi(args[1])
		ts.Check(err)
		p.SetSchema(version)
	case "end":
		p.EndSessions()
	case "agent":
		v, err := strconv.ParseFloat(args[3], 64)
		ts.Check(err)
		rows := p.Rows("agent_sessions")
		if len(rows) == 0 {
			ts.Fatalf("no session was sent yet")
		}
		p.WriteResult(sandbox.AgentResult{Session: fmt.Sprint(rows[0]["id"]), Agent: args[1], Key: args[2], Value: &v, Label: strings.Join(args[4:], " "), Unit: "stations"})
	default:
		ts.Fatalf("mirror %s: unknown", args[0])
	}
}

const mirrorUser = "you@label.example"

// typeCode runs connect and types the code once the project has mailed it.
func typeCode(ts *testscript.TestScript, p *sandbox.Supabase, wrong bool) {
	path, err := exec.LookPath("mixdown")
	ts.Check(err)
	cmd := exec.Command(path, "connect", "supabase", "--url", p.URL(), "--key", sandbox.SupabaseKey, "--email", mirrorUser, "--code-stdin", "--json")
	cmd.Env = mirrorEnv(ts)
	stdin, err := cmd.StdinPipe()
	ts.Check(err)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	before := p.Code(mirrorUser)
	ts.Check(cmd.Start())
	for deadline := time.Now().Add(20 * time.Second); p.Code(mirrorUser) == before && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	code := p.Code(mirrorUser)
	if wrong {
		code = "1" + code[1:] + "9"
	}
	_, _ = io.WriteString(stdin, code+"\n")
	_ = stdin.Close()
	_ = cmd.Wait()
	_, _ = fmt.Fprint(ts.Stdout(), stdout.String())
	_, _ = fmt.Fprint(ts.Stderr(), stderr.String())
	want := 0
	if wrong {
		want = 1
	}
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("connect: exit code %d, want %d: %s", got, want, stderr.String())
	}
}

// followLink runs connect and clicks the link of the mail once the program says that it is there.
func followLink(ts *testscript.TestScript, p *sandbox.Supabase) {
	path, err := exec.LookPath("mixdown")
	ts.Check(err)
	cmd := exec.Command(path, "connect", "supabase", "--url", p.URL(), "--key", sandbox.SupabaseKey, "--email", mirrorUser, "--link", "--json")
	cmd.Env = mirrorEnv(ts)
	stderr, err := cmd.StderrPipe()
	ts.Check(err)
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	ts.Check(cmd.Start())
	clicked := errors.New("no mail was announced")
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if strings.Contains(lines.Text(), "Follow the link") {
			var resp *http.Response
			if resp, clicked = http.Get(ts.Getenv("MIXDOWN_GATEWAY") + "/" + strings.TrimPrefix(p.Link(mirrorUser), "https://")); clicked == nil {
				_ = resp.Body.Close()
			}
		}
	}
	_ = cmd.Wait()
	ts.Check(clicked)
	_, _ = fmt.Fprint(ts.Stdout(), stdout.String())
	if got := cmd.ProcessState.ExitCode(); got != 0 {
		ts.Fatalf("connect: exit code %d", got)
	}
}

func mirrorEnv(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "MIXDOWN_GATEWAY", "MIXDOWN_HOME"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}
