//go:build e2e

package e2e

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Bounds of waiting, wide enough for a machine that does much else. A test that passes never waits so long.
const (
	soon = 30 * time.Second  // for what takes a second
	late = 120 * time.Second // for what takes ten
)

// await calls good until it says yes, and fails the test after d.
func await(t *testing.T, d time.Duration, what string, good func() bool) {
	t.Helper()
	for end := time.Now().Add(d); ; time.Sleep(50 * time.Millisecond) {
		if good() {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("waited %v for %s", d, what)
		}
	}
}

// process is a program under test, with its whole process group and what it printed.
type process struct {
	name  string
	cmd   *exec.Cmd
	stdin io.WriteCloser
	done  chan struct{} // closed when it has ended and all its output is read

	mu    sync.Mutex
	lines []string // of stdout and stderr
}

// start runs a program until it ends, or the test does.
func start(t *testing.T, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{name: name, cmd: exec.Command(name, args...), done: make(chan struct{})}
	p.cmd.Env = env
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.WaitDelay = 5 * time.Second // a child that keeps the pipe open must not hold the test
	out, in := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = in, in
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = stdin
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		scan := bufio.NewScanner(out)
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			p.mu.Lock()
			p.lines = append(p.lines, scan.Text())
			p.mu.Unlock()
		}
		_, _ = io.Copy(io.Discard, out)
	})
	go func() {
		_ = p.cmd.Wait()
		_ = in.Close()
		reading.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("output of %s:\n%s", name, p.output())
		}
	})
	return p
}

func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

// says waits until the program has printed text n times.
func (p *process) says(t *testing.T, text string, n int) {
	t.Helper()
	await(t, soon, p.name+" to say "+text, func() bool {
		if strings.Count(p.output(), text) >= n {
			return true
		}
		select {
		case <-p.done:
			if strings.Count(p.output(), text) < n {
				t.Fatalf("%s ended without saying %q", p.name, text)
			}
			return true
		default:
			return false
		}
	})
}

// order writes a line to the program's stdin.
func (p *process) order(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		t.Fatalf("order %q: %v", line, err)
	}
}

// ends waits for the program's end and returns its exit code.
func (p *process) ends(t *testing.T) int {
	t.Helper()
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(soon):
		t.Fatalf("%s does not end", p.name)
		return -1
	}
}

// program returns the path of a program that `make` built into build/bin.
func program(t *testing.T, name string) string {
	t.Helper()
	path := "../bin/" + name
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is not built; run `make e2e`", path)
	}
	return path
}
