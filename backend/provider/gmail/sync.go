package gmail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	gapi "google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Sync reads what changed since cursor. The first time, after a change of the rule, and when the history has expired, it
// lists ids; else it asks the history. Every mail is read once in its life.
func (Provider) Sync(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, cursor provider.Cursor, emit provider.Emit) error {
	if len(campaign.Tokens(scope.Campaign.Rule.Tag)) == 0 {
		return apperr.For(name, apperr.Invalid, "This campaign has no tag to find its mail by. Set one with `mixdown campaign edit --tag`.", nil)
	}
	svc, err := service(ctx, client)
	if err != nil {
		return err
	}
	r := &run{
		svc: svc, account: account, scope: scope, rule: scope.Campaign.Rule, now: time.Now(),
		cur: parseCursor(cursor), stored: cursor, out: emit, tried: map[string]bool{},
		unstored: map[string]bool{}, closing: map[string]bool{},
	}
	if scope.Now != nil {
		r.now = scope.Now()
	}
	return r.sync(ctx)
}

// run is one Sync.
type run struct {
	svc     *gapi.Service
	account provider.Account
	scope   provider.Scope
	rule    campaign.Rule
	now     time.Time
	theirs  time.Time // Gmail's time, as of its last answer; zero before
	cur     cursor
	stored  provider.Cursor // the cursor as the caller has it
	out     provider.Emit
	idx     *index          // nil until something needs it
	tried   map[string]bool // mails that could not be read in this run

	gathering bool              // see emit
	waiting   []provider.Record // what the next flush emits
	unstored  map[string]bool   // ids in waiting that the caller does not have
	closing   map[string]bool   // ids that the caller has and that waiting closes, though a list may have shown them again
	readNow   int
	word      string
	told      bool // a batch was emitted
}

// maxRelists bounds how often one run repeats its lists: because the history had expired, or because mail left the mailbox
// while pages were turned.
const maxRelists = 2

func (r *run) sync(ctx context.Context) error {
	if r.cur.History == 0 || r.cur.Rule != ruleHash(r.rule) {
		if err := r.begin(ctx, false); err != nil {
			return err
		}
	}
	backlog := r.cur.Phase != phaseDone
	for again := 0; ; again++ {
		if err := r.lists(ctx); err != nil {
			return err
		}
		r.gathering = r.cur.Phase == phaseDone
		left, expired, err := r.catchUp(ctx)
		if err != nil {
			return err
		}
		if expired && again > 0 {
			break // the lists are from just now: what they show is read all the same, and the next sync lists again
		}
		if expired {
			r.gathering, backlog = false, true
			if err := r.begin(ctx, true); err != nil {
				return err
			}
			continue
		}
		if !left || !r.cur.Paged || again >= maxRelists {
			break
		}
		// What left the mailbox moved the rest up: a page turned meanwhile may have skipped a mail.
		r.cur.Phase, r.cur.Again, r.cur.Paged = phaseSends, true, false
	}
	if r.cur.Paged {
		r.cur.Paged = false
	}
	if !r.scope.Headline || !backlog {
		if err := r.read(ctx); err != nil {
			return err
		}
	}
	if backlog && !r.scope.Headline {
		// The backlog took its time: what came meanwhile is in the history. One that expired is found at the next sync.
		r.gathering = true
		if _, _, err := r.catchUp(ctx); err != nil {
			return err
		}
		if err := r.read(ctx); err != nil {
			return err
		}
	}
	return r.finish(ctx)
}

// finish hands over what waits and tells how far the sync came, if no batch told it yet.
func (r *run) finish(ctx context.Context) error {
	if gap := r.present() - r.cur.Seen; r.cur.Phase == phaseDone && (gap > 300 || gap < 0) && (r.idx == nil || r.idx.unread == r.idx.failed) {
		r.cur.Seen = r.present()
	}
	r.gathering = false
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.flush()
}

// begin notes the history before anything is listed, so that nothing that comes meanwhile is missed.
func (r *run) begin(ctx context.Context, expired bool) error {
	p, err := r.svc.Users.GetProfile("me").Context(ctx).Do()
	if err != nil {
		return asError("read the profile", err)
	}
	if p.EmailAddress == "" && p.HistoryId == 0 { // lists from such a service would be empty, and read as none sent
		return apperr.For(name, apperr.BadAnswer, "Gmail's answer was not readable. The next sync tries again.", errors.New("gmail: a profile without an address"))
	}
	old := r.cur
	r.cur = cursor{History: p.HistoryId, Phase: phaseSends, Rule: ruleHash(r.rule), Own: old.Own, Expired: expired, Plain: old.Plain, Unsettled: true, Follow: old.Follow, Threads: old.Threads}
	r.heard(p.ServerResponse)
	if expired {
		if r.cur.Seen = old.Seen; old.Seen > r.present() {
			r.cur.Seen = 0 // the clock that said so was wrong: everything is looked at
		}
	} else {
		own, err := r.sendAs(ctx)
		if err != nil {
			return err
		}
		r.cur.Own = own
	}
	if err := r.load(ctx); err != nil {
		return err
	}
	for _, a := range append([]string{p.EmailAddress, r.account.Address}, r.cur.Own...) {
		r.idx.own.add(a)
	}
	r.cur.Again = len(r.idx.items) > 0
	return r.emit("listing", nil)
}

// heard notes the time that Gmail gives with an answer: this computer's clock may be wrong, and go back.
func (r *run) heard(answer googleapi.ServerResponse) {
	if at, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		r.theirs = at
	}
}

// present is now in Unix seconds, by the clock that is behind: what is looked for since an earlier time than the true one is
// found all the same.
func (r *run) present() int64 {
	if !r.theirs.IsZero() && r.theirs.Before(r.now) {
		return r.theirs.Unix()
	}
	return r.now.Unix()
}

// sendAs asks under which addresses the mailbox sends. An account that may not say goes without: the sender of what it
// sent tells them too.
func (r *run) sendAs(ctx context.Context) ([]string, error) {
	res, err := r.svc.Users.Settings.SendAs.List("me").Context(ctx).Do()
	if err != nil {
		if isStatus(err, http.StatusForbidden, http.StatusNotFound) {
			return nil, nil
		}
		return nil, asError("list the addresses it sends as", err)
	}
	var out []string
	for _, s := range res.SendAs {
		if s == nil || s.VerificationStatus == "pending" || len(out) >= maxOwn {
			continue
		}
		if a := bare(s.SendAsEmail); a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out, nil
}

// load reads what is held, once a run.
func (r *run) load(ctx context.Context) error {
	if r.idx != nil {
		return nil
	}
	x, err := loadIndex(ctx, r.scope.Held, append([]string{r.account.Address}, r.cur.Own...)...)
	if err != nil {
		return fmt.Errorf("gmail: read what is held: %w", err)
	}
	r.idx = x
	return nil
}

// emit hands records over with the cursor, where that moved. While the run gathers, they wait for flush: what one sync
// learns from the history comes in one batch with the cursor, without a moment in which it is known and not read.
func (r *run) emit(word string, records []provider.Record) error {
	if r.idx != nil {
		for _, rec := range records {
			switch _, held := r.idx.items[rec.ID]; {
			case held && rec.Gone && !r.unstored[rec.ID]:
				r.closing[rec.ID] = true
			case !held && !r.closing[rec.ID]:
				r.unstored[rec.ID] = true
			}
			r.follow(rec)
			r.joined(rec)
			r.late(rec)
			r.idx.apply(rec)
		}
	}
	r.waiting = append(r.waiting, records...)
	r.word = word
	if word != "listing" {
		r.readNow += len(records)
	}
	if r.gathering && r.readNow < gatherAtMost {
		return nil
	}
	return r.flush()
}

// gatherAtMost bounds the read mails that wait for one batch.
const gatherAtMost = 25

// flush emits what waits: the last word on each mail, and nothing of one that came and went in between.
func (r *run) flush() error {
	last := map[string]int{}
	for i, rec := range r.waiting {
		last[rec.ID] = i
	}
	var records []provider.Record
	for i, rec := range r.waiting {
		if last[rec.ID] == i && !(rec.Gone && r.unstored[rec.ID]) {
			records = append(records, rec)
		}
	}
	r.cur.Unsettled = r.cur.Unsettled || len(records) > 0
	b := provider.Batch{Records: records, Progress: r.progress(r.word)}
	now := r.cur.json()
	if !bytes.Equal(now, r.stored) {
		b.Cursor = now
	}
	if err := r.out(b); err != nil {
		return err
	}
	r.stored, r.told = now, true
	r.waiting, r.readNow, r.unstored, r.closing = nil, 0, map[string]bool{}, map[string]bool{}
	return nil
}

// progress counts what is held with what waits.
func (r *run) progress(word string) provider.Progress {
	p := provider.Progress{Phase: word, Complete: r.cur.Phase == phaseDone && !r.cur.Unsettled && r.cur.Follow == 0 && len(r.cur.Threads) == 0}
	if r.idx != nil {
		p.Known = len(r.idx.items)
		p.Done = p.Known - r.idx.unread
		p.Unread = r.idx.failed
		p.Complete = p.Complete && r.idx.unread == 0
	}
	return p
}

// link is where a person sees the mail.
func (r *run) link(id string) string {
	return "https://mail.google.com/mail/u/?authuser=" + url.QueryEscape(r.account.Address) + "#all/" + url.PathEscape(id)
}

// listed makes the record of a mail that a list showed and that is not read yet.
func (r *run) listed(m ref, state, why string) provider.Record {
	return provider.Record{Stream: provider.StreamMessages, ID: m.id, State: state, Why: why, Group: m.thread, Link: r.link(m.id)}
}

func gone(id string) provider.Record {
	return provider.Record{Stream: provider.StreamMessages, ID: id, Gone: true}
}

// people returns the addresses mailed, sorted.
func (x *index) peopleMailed() []string {
	out := make([]string, 0, len(x.people))
	for p := range x.people {
		if strings.Contains(p, "@") && !strings.ContainsAny(p, " (){}\"") {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}
