// Package metric says what each number means and works it out: a table of definitions, and one evaluator that turns
// evidence into values together with the rows behind them. It knows evidence; it knows no network, no SQL and no service.
//
// Every face of the product (window, tray, command line, export, mirror) shows what an Answer says and computes nothing.
package metric

import (
	"context"
	"fmt"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Provider words of the sources that definitions name.
const (
	Gmail     = "gmail"
	Sheets    = "sheets"
	Mailchimp = "mailchimp"
	Airtable  = "airtable"
	Spotify   = "spotify"
)

// Streams of the person's own evidence. StreamCorrections: id is a message's id, state StateReply or StateNotReply.
// StreamPeople: id is an address, state one of the Person states or "", data PersonData. StreamThreads: id is a thread's
// id, state StateDone, At the instant it was marked.
const (
	StreamCorrections = "corrections"
	StreamPeople      = "people"
	StreamThreads     = "threads"

	StateReply    = "reply"
	StateNotReply = "not_reply"
	StateDone     = "done"

	PersonPitched      = "pitched"
	PersonPending      = "pending"
	PersonConfirmed    = "confirmed"
	PersonPassed       = "passed"
	PersonDoNotContact = "do_not_contact"
)

// PersonData is what the person keeps about somebody beside their state.
type PersonData struct {
	SnoozedUntil string `json:"snoozedUntil,omitempty"` // YYYY-MM-DD, the day on which they are back in the list
}

// Input is everything beside the evidence that an answer depends on.
type Input struct {
	Campaign campaign.Campaign
	// Now is the instant that the answer is for: the time of the sync asked about, or the present.
	Now time.Time
	// From leaves out mails sent before it, with all that answers them; zero means the whole campaign. See Answer.Over.
	From time.Time
	// Sources are the connected sources by provider word. An absent one is not connected. A list of contacts imported from
	// a file stands under Sheets, with the file's name as its account.
	Sources map[string]SourceState
	// Elsewhere returns the name of another campaign in which the person answered after their last mail here, or "". It is
	// asked once for everybody who is silent, so it must be as quick as a map. May be nil.
	Elsewhere func(person string) string
	// Notes returns further warnings about a person from other campaigns, as short sentences: "said no to Autumn single",
	// "pitched in Autumn single on 3 Nov". As quick as Elsewhere. May be nil.
	Notes func(person string) []string
	// Barred reports whether the person was marked as do not contact in another campaign: that holds everywhere. May be nil.
	Barred func(person string) bool
	// Own are the figures about ourselves.
	Own OwnFigures
}

// SourceState is how a source stands at Input.Now.
type SourceState struct {
	Connected bool
	Account   string
	FreshAt   time.Time // end of the last fully good run; zero: never
	Complete  bool      // nothing known is left unread
	Unread    int       // items listed and not read yet
	Listing   bool      // how much there is, is still being found out
	OtherRule bool      // what is held was read by another rule of the campaign
	RuleThen  bool      // Input.Now is past, and the campaign's rule for it was another then
	Status    string    // "active", "needs_sign_in", "paused", "error"
	Imported  time.Time // when a file of it was last imported, connected or not; zero: never
	Reason    string    // one sentence why nothing is known, where there is a better one than the usual
}

// OwnFigures are what Mixdown knows of its own work, a row a connection.
type OwnFigures struct {
	Connections []OwnConnection
}

// OwnConnection is our work on one connection.
type OwnConnection struct {
	ID            string
	Provider      string // the provider word
	Account       string
	LastGoodAt    time.Time // zero: never
	RecordsSynced int64     // rows taken over by the latest run
	QuotaUnits    int64     // units spent by the latest run, by the price table
	Read, Known   int64     // items read, of those known to be there
}

// Evidence gives the records of one campaign as one run left them, over all its connections. The store implements it.
type Evidence interface {
	// Records calls fn for every current record of stream, in any order. It stops at fn's first error and returns it.
	Records(ctx context.Context, stream string, fn func(provider.Record) error) error
}

// Evaluate works out every definition. Its only errors are those of ev and of evidence that is damaged.
func Evaluate(ctx context.Context, in Input, ev Evidence) (*Answer, error) {
	v := newView(ctx, in, ev)
	a := &Answer{at: in.Now.UTC(), campaign: in.Campaign, sources: in.Sources, byKey: map[string]*result{}}
	for i := range definitions {
		d := &definitions[i]
		r := evaluate(v, d)
		if v.err != nil {
			return nil, fmt.Errorf("metric: %s: %w", d.Key, v.err)
		}
		a.results = append(a.results, r)
		a.byKey[d.Key] = r
	}
	if v.known(Gmail) {
		a.followups, a.replies, a.trend, a.splits = v.followupList(), v.replyList(), v.trend(), v.splits()
	}
	if v.known(Mailchimp) {
		a.past = map[string][]PastPoint{"mc_subscribers": v.subscribersPast()}
	}
	a.sheet, a.modified = v.sheetHealth()
	if v.err != nil {
		return nil, fmt.Errorf("metric: %w", v.err)
	}
	return a, nil
}

// evaluate works out one definition: is the source there, then its rows, then the value that follows from them.
func evaluate(v *View, d *Definition) *result {
	r := &result{def: d, source: v.in.Sources[d.Source]}
	if len(d.Imported) > 0 {
		r.source.FreshAt = r.source.Imported // as fresh as its file, however good the last sync was
	}
	if reason := v.sourceUnknown(d); reason != "" {
		r.unknown = reason
		return r
	}
	r.counted = d.Counted(v)
	r.base = r.counted
	if d.Base != nil {
		r.base = d.Base(v)
	}
	if d.Excluded != nil {
		r.excluded = d.Excluded(v)
	}
	r.complete = len(d.Imported) > 0 || v.complete(d.Source)
	r.otherRule = len(d.Imported) == 0 && r.source.Connected && r.source.OtherRule
	r.loose = r.otherRule || d.Unit == "%" && !v.baseKnown(d.Source)
	if d.Unknown != nil {
		r.unknown = d.Unknown(v)
	}
	if r.unknown == "" {
		d.Value(v, r)
		if r.unknown != "" && d.Source == Gmail && v.mail().unread > 0 {
			r.unknown = stillReading // who was mailed and who answered is not known before
		}
	}
	if r.unknown == "" {
		r.show()
	}
	return r
}
