package desk

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"mixdown/backend/store"
)

// Bounds of a report: what somebody who helps still reads.
const (
	reportRuns = 60
	reportLog  = 400 // lines of the log's end
)

// WriteDoctorReport writes what somebody who helps needs to know, in plain text, and nothing that is the person's own: an address
// stands as a code, a folder of theirs as ~, and no campaign, subject or name is in it.
func (d *Desk) WriteDoctorReport(ctx context.Context, w io.Writer) error {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	hide := d.hider(conns)
	line := func(format string, args ...any) { _, _ = fmt.Fprintln(out, hide(fmt.Sprintf(format, args...))) }
	line("Mixdown %s on %s/%s, %s", d.cfg.Version, runtime.GOOS, runtime.GOARCH, d.now().UTC().Format(time.RFC3339))
	line("Addresses are codes, folders are cut. Read it before you send it to anybody.")
	line("\nParts")
	for _, f := range d.Doctor(ctx) {
		state := "well"
		if !f.OK {
			state = "NOT WELL"
		}
		line("  %-9s %s: %s %s", state, f.Part, f.Message, f.Fix)
	}
	s, err := d.Settings(ctx)
	if err != nil {
		return err
	}
	s.ImportFolder = map[bool]string{true: "chosen", false: "none"}[s.ImportFolder != ""]
	line("\nSettings\n  %s", mustMarshal(s))
	line("\nConnections")
	for _, c := range conns {
		line("  %s %s: %s, last good %s, next %s, retry %s (%d), missing scopes %d", c.Provider, c.Account, c.Status, stampOf(c.LastSyncAt), stampOf(c.NextSyncAt),
			stampOf(c.NextRetryAt), c.Retries, len(c.MissingScopes))
	}
	line("\nRuns, the newest first")
	runs, err := d.Log(ctx, reportRuns)
	if err != nil {
		return err
	}
	for _, r := range runs {
		code := "-"
		if r.ErrorCode != nil {
			code = *r.ErrorCode
		}
		line("  %d %s %s %s by %s: %d read, %d changed, %d ms, %d requests, %d units, %s", r.ID, stampPointer(r.SyncedAt), r.IntegrationType, r.Status, r.Trigger,
			r.RecordsSynced, r.Changed, r.SyncDurationMs, r.Requests, r.QuotaUnits, code)
	}
	line("\nHosts")
	hosts, err := d.store.Hosts(ctx)
	if err != nil {
		return err
	}
	for _, h := range hosts {
		line("  %s: %d requests", h.Host, h.Requests)
	}
	line("\nThe end of the log")
	for _, l := range tail(filepath.Join(d.cfg.Home, "logs", "mixdown.log"), reportLog) {
		line("  %s", l)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("desk: report: %w", err)
	}
	return nil
}

// hider replaces what is the person's own: folders, addresses, and what accounts are called, which need be no address. The
// same one has the same code within one report.
func (d *Desk) hider(conns []store.Connection) func(string) string {
	salt := d.now().String() + d.cfg.Home
	code := func(s string) string {
		sum := sha256.Sum256([]byte(salt + strings.ToLower(s)))
		return "person-" + hex.EncodeToString(sum[:4])
	}
	own := []string{d.cfg.Home, "HOME"}
	if user, err := os.UserHomeDir(); err == nil && len(user) > 1 {
		own = append(own, user, "~")
	}
	for _, c := range conns {
		for _, name := range []string{c.Account, c.Facts().Name, c.Facts().ServiceID} { // an account may have the name of another in it
			if name != "" {
				own = append(own, name, code(name))
			}
		}
	}
	cut := strings.NewReplacer(own...)
	return func(s string) string { return address.ReplaceAllStringFunc(cut.Replace(s), code) }
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}

func stampPointer(t *time.Time) string {
	if t == nil {
		return "running"
	}
	return stampOf(*t)
}

// tail returns the last lines of a file; none where it cannot be read.
func tail(path string, most int) []string {
	const farthest = 256 << 10
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	if size, err := f.Seek(0, io.SeekEnd); err == nil {
		_, _ = f.Seek(max(0, size-farthest), io.SeekStart)
	}
	text, err := io.ReadAll(io.LimitReader(f, farthest))
	if err != nil {
		return nil
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return lines[max(0, len(lines)-most):]
}
