// The program gmail measures what a sync of a mailbox costs and prints it as the table of docs/benchmarks.md:
//
//	go run ./build/bench/gmail            # 200 to 10,000 sends
//	go run ./build/bench/gmail -sends 700 # one size
//	go run ./build/bench/gmail -bulk      # and 10,000 sends among 200,000 inbound mails
//
// The stand-in mailbox is in this process, the sync in one of its own, on the real HTTP stack and a real database file: its
// memory is measured without the mailbox's. The service's pace is not waited for; what it would take follows from the units.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"time"

	"mixdown/backend/sandbox"
)

// size is one mailbox.
type size struct{ sends, replies, inbound int }

func main() {
	if len(os.Args) > 1 && os.Args[1] == "sync" {
		exit(child(context.Background(), os.Args[2:], os.Stdout))
		return
	}
	bulk := flag.Bool("bulk", false, "measure the large mailbox too")
	only := flag.Int("sends", 0, "measure one size only")
	flag.Parse()
	sizes := []size{{200, 20, 1000}, {1000, 100, 5000}, {5000, 500, 25_000}, {10_000, 1000, 50_000}}
	if *bulk {
		sizes = append(sizes, size{10_000, 1000, 200_000})
	}
	if *only > 0 {
		sizes = []size{{*only, *only / 10, *only * 5}}
	}
	exit(table(context.Background(), sizes))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func table(ctx context.Context, sizes []size) error {
	fmt.Println("| sends, replies, inbound | naive, each time | least | ours | ratio | requests | answers | file | memory | time | at Gmail's pace | nothing new |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, s := range sizes {
		if err := row(ctx, s); err != nil {
			return err
		}
	}
	return killed(ctx, sizes[min(1, len(sizes)-1)])
}

// row measures a first sync and one after it.
func row(ctx context.Context, s size) error {
	w, err := open(s)
	if err != nil {
		return err
	}
	defer w.close()
	first, err := w.sync(ctx)
	if err != nil {
		return err
	}
	lists := w.server.Requests().Count("gmail.googleapis.com", "GET", "/gmail/v1/users/me/messages")
	again, err := w.sync(ctx)
	if err != nil {
		return err
	}
	file, err := os.Stat(filepath.Join(w.home, "mixdown.db"))
	if err != nil {
		return err
	}
	if first.Pitches != s.sends || first.Humans != s.replies || !first.Complete {
		return fmt.Errorf("%d of %d sends and %d of %d replies found", first.Pitches, s.sends, first.Humans, s.replies)
	}
	least := 20*(s.sends+s.replies) + 5*lists
	fmt.Printf("| %d, %d, %d | %d units | %d | %d | %.3f | %d | %.1f MB | %.1f MB | %.0f MB | %.1f s | %s | %d units, %d requests |\n",
		s.sends, s.replies, s.inbound, 5*((s.sends+499)/500)+40*s.sends, least, first.Units, float64(first.Units)/float64(least), first.Requests,
		float64(first.Bytes)/1e6, float64(file.Size())/1e6, float64(first.Peak)/(1<<20), first.Seconds,
		(time.Duration(first.Units) * time.Minute / 6000).Round(time.Second), again.Units, again.Requests)
	return nil
}

// killed ends a sync the hard way three times and counts what the next one reads again.
func killed(ctx context.Context, s size) error {
	w, err := open(s)
	if err != nil {
		return err
	}
	defer w.close()
	for range 3 {
		cmd := w.command(ctx)
		if err := cmd.Start(); err != nil {
			return err
		}
		w.server.Faults().Add(sandbox.Fault{Nth: s.sends / 5, Times: 1, Before: func() { _ = cmd.Process.Kill() }})
		var stopped *exec.ExitError
		if err := cmd.Wait(); err == nil || !errors.As(err, &stopped) {
			return errors.New("a sync ended before it was killed")
		}
	}
	if _, err := w.sync(ctx); err != nil {
		return err
	}
	reads, twice := map[string]int{}, 0
	for _, r := range w.server.Requests().All() {
		if r.ID == "gmail.users.messages.get" {
			if reads[path.Base(r.Path)]++; reads[path.Base(r.Path)] > 1 {
				twice++
			}
		}
	}
	fmt.Printf("\nKilled three times on the way (%d sends): %d mails read, %d of them twice.\n", s.sends, len(reads), twice)
	return nil
}

// world is a mailbox behind a gateway, and a home.
type world struct {
	server *sandbox.Server
	base   string
	home   string
}

func open(s size) (*world, error) {
	home, err := os.MkdirTemp("", "mixdown-bench")
	if err != nil {
		return nil, err
	}
	w := &world{home: home, server: sandbox.New(sandbox.Options{Story: sandbox.Campaign(time.Now(), s.sends, s.replies, s.inbound, 7)})}
	w.base, err = w.server.Start()
	return w, err
}

func (w *world) close() {
	_ = w.server.Close()
	_ = os.RemoveAll(w.home)
}

func (w *world) command(ctx context.Context) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.CommandContext(ctx, self, "sync", w.base, w.home)
	cmd.Env = append(os.Environ(), tokenVariable+"="+w.server.Token(sandbox.SpringOwner, "https://www.googleapis.com/auth/gmail.readonly"))
	cmd.Stderr = os.Stderr
	return cmd
}

func (w *world) sync(ctx context.Context) (measured, error) {
	var m measured
	out, err := w.command(ctx).Output()
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(out, &m)
}
