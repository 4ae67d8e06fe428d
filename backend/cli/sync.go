package cli

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"mixdown/backend/desk"
	"mixdown/backend/export"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

type syncCmd struct {
	Only     []string `help:"Read only these sources." placeholder:"gmail,sheets"`
	Headline bool     `help:"End when the headline numbers stand; the rest is read by the next sync."`
}

func (c *syncCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	bars := x.progress(d)
	res, err := d.Sync(x.ctx, desk.SyncRequest{Campaign: camp, Only: c.Only, Trigger: "command", Headline: c.Headline})
	bars.end()
	if err != nil {
		return err
	}
	x.code = syncExit(res)
	if err := x.result(res, func(w io.Writer) { printSync(w, res) }); err != nil {
		return err
	}
	if !x.cmd.JSON {
		for _, e := range res.Errors {
			_, _ = fmt.Fprintln(x.host.Stderr, "mixdown: "+clean(e))
		}
	}
	return nil
}

func printSync(w io.Writer, res tracker.Result) {
	_, _ = io.WriteString(w, res.Message+"\n")
	for _, r := range res.Runs {
		if r.Status != store.StatusSuccess {
			continue
		}
		more := ""
		if !r.Complete {
			more = "; more is still to be read"
		}
		line(w, fmt.Sprintf("%s, %s: %d read, %s, %d ms%s", r.Provider, r.Account, r.RecordsSynced, countOf(r.Requests, "request"), r.DurationMs, more))
	}
}

// syncExit: 0 all good, 3 some, 1 none, 4 every source needs sign-in.
func syncExit(res tracker.Result) int {
	switch {
	case res.AllNeedSignIn():
		return exitSignIn
	case res.Status() == store.StatusError:
		return exitFailed
	case res.Status() == store.StatusPartial:
		return exitPartial
	case !res.Success:
		return exitFailed
	}
	return exitDone
}

// bars show the progress of a sync on a terminal, one line that is wiped at the end; elsewhere they show nothing.
type bars struct {
	mu   sync.Mutex
	out  io.Writer
	bar  *progressbar.ProgressBar
	what string
}

func (x *session) progress(d *desk.Desk) *bars {
	b := &bars{}
	if f, ok := x.host.Stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b.out = f
		d.Listen(b.heard)
	}
	return b
}

func (b *bars) heard(e tracker.Event) {
	if e.Progress == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	total := e.Progress.Known
	if total == 0 {
		total = -1 // a spinner: the total is not known yet
	}
	what := e.Progress.Provider + ": " + e.Progress.Phase
	if b.bar == nil || b.what != what {
		b.what = what
		b.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}
	if total > 0 && b.bar.GetMax() != total {
		b.bar.ChangeMax(total)
	}
	_ = b.bar.Set(e.Progress.Done)
}

func (b *bars) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bar != nil {
		_ = b.bar.Finish()
		_ = b.bar.Clear()
	}
}

type logCmd struct {
	Limit int `help:"How many runs, newest first; 0 for all." default:"20"`
}

func (c *logCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	rows, err := d.Log(x.ctx, c.Limit)
	if err != nil {
		return err
	}
	return x.result(rows, func(w io.Writer) {
		if len(rows) == 0 {
			line(w, "Nothing was synced yet.")
			return
		}
		line(w, "SYNC", "WHEN", "SOURCE", "STATUS", "READ", "CHANGED", "REQUESTS", "UNITS", "MS", "NOTE")
		for _, r := range rows {
			note := ""
			if r.ErrorMessage != nil {
				note = *r.ErrorMessage
			}
			line(w, r.SyncID, when(r.SyncedAt), r.IntegrationType, r.Status, r.RecordsSynced, r.Changed, r.Requests, r.QuotaUnits, r.SyncDurationMs, note)
		}
	})
}

type checkCmd struct{}

func (checkCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.CheckSources(x.ctx, camp)
	if err != nil {
		return err
	}
	for _, r := range list {
		if len(r.Missing)+len(r.Extra) > 0 {
			x.code = exitFailed
		}
	}
	return x.result(list, func(w io.Writer) {
		for _, r := range list {
			line(w, fmt.Sprintf("%s: %d there, %d held, %d left out by the rule, %d missing, %d too many", r.Source, r.Theirs, r.Held, len(r.Explained), len(r.Missing), len(r.Extra)))
			printIDs(w, "missing", r.Missing)
			printIDs(w, "too many", r.Extra)
		}
	})
}

// idsShown bounds what is printed for people: ids of contacts are addresses, and a whole list of them is nobody's to read
// in a terminal. --json has them all.
const idsShown = 10

func printIDs(w io.Writer, what string, ids []string) {
	for _, id := range ids[:min(len(ids), idsShown)] {
		line(w, "", what+" "+id)
	}
	if more := len(ids) - idsShown; more > 0 {
		line(w, "", fmt.Sprintf("and %d more %s; --json names them all", more, what))
	}
}

type doctorCmd struct {
	Report string `help:"Also write a report for somebody who helps: no address, name or subject is in it." placeholder:"FILE" type:"path"`
	Force  bool   `help:"Replace a file that is there already."`
}

func (c *doctorCmd) Run(x *session) error {
	var list []desk.Finding
	d, err := x.open()
	if err != nil {
		list = []desk.Finding{desk.Broken("data folder", err)}
	} else {
		list = d.Doctor(x.ctx)
		if c.Report != "" {
			if err := export.File(c.Report, c.Force, func(w io.Writer) error { return d.WriteDoctorReport(x.ctx, w) }); err != nil {
				return err
			}
		}
	}
	for _, f := range list {
		if !f.OK {
			x.code = exitFailed
		}
	}
	return x.result(list, func(w io.Writer) {
		for _, f := range list {
			mark := "ok"
			if !f.OK {
				mark = "FIX"
			}
			line(w, mark, f.Part, f.Message)
			if f.Fix != "" {
				line(w, "", "", "→ "+f.Fix)
			}
		}
	})
}
