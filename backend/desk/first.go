package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"mixdown/backend/metric"
)

// First is what the window shows first, in one answer: it stands in the page as the page is loaded, so that nothing has to be asked
// for before the first figures are drawn.
type First struct {
	Boot    Boot           `json:"boot"`
	Metrics *MetricsAnswer `json:"metrics"` // of the campaign last used; nil where there is none
	Seal    string         `json:"seal"`    // see seal
	Still   bool           `json:"still"`   // a still of these very figures is kept

	kept *Still // whatever still is kept; nil where none is
}

// First reads it all from what is stored.
func (d *Desk) First(ctx context.Context) (First, error) {
	f, err := d.figuresFirst(ctx)
	if err != nil {
		return f, err
	}
	f.kept = d.keptStill()
	f.Still = f.KeptStill() != nil
	return f, nil
}

// KeptStill returns the still of these very figures, nil where there is none: then the first screen is drawn as it always can be.
func (f First) KeptStill() *Still {
	if f.kept == nil || f.kept.Seal != f.Seal {
		return nil
	}
	return f.kept
}

// Theme is what the page will most likely wear: dark, light or contrast.
func (f First) Theme() string { return themeOf(f.Boot.Settings, f.kept) }

// figuresFirst is First without the still.
func (d *Desk) figuresFirst(ctx context.Context) (First, error) {
	f := First{}
	var err error
	if f.Boot, err = d.Boot(ctx); err != nil {
		return f, err
	}
	if f.Boot.CampaignID != "" {
		c, err := d.Campaign(ctx, f.Boot.CampaignID)
		if err != nil {
			return f, err
		}
		m, err := d.Metrics(ctx, c, "")
		if err != nil {
			return f, err
		}
		f.Metrics = &m
	}
	f.Seal = f.seal()
	return f, nil
}

// systemLanguage is what says in which language to speak where the person did not choose one.
var systemLanguage = []string{"LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"}

// seal names everything that the first screen draws of f and that does not move by the clock alone: as long as it is the same, a
// still of that screen shows the figures that would be worked out now. How long ago something was is no part of it, and is in no
// still.
func (f First) seal() string {
	b := f.Boot
	b.Status = Status{
		Outbox: b.Status.Outbox, Conflicts: b.Status.Conflicts, Due: b.Status.Due, YourTurn: b.Status.YourTurn,
		Hosts: b.Status.Hosts, Mirror: b.Status.Mirror, Offline: b.Status.Offline,
	}
	for _, s := range f.Boot.Status.Sources {
		b.Status.Sources = append(b.Status.Sources, SourceStatus{Provider: s.Provider, Account: s.Account, Status: s.Status, Live: s.Live, Unread: s.Unread})
	}
	drawn := struct {
		Boot     Boot
		Message  string
		Metrics  []metric.Metric
		Language []string
	}{Boot: b}
	if f.Metrics != nil {
		drawn.Message = f.Metrics.Message
		for _, m := range f.Metrics.Metrics {
			if m.Source == "" {
				continue // about the program itself: not on the first screen, and it moves with the clock
			}
			m.FreshAt = nil
			drawn.Metrics = append(drawn.Metrics, m.Metric)
		}
	}
	for _, name := range systemLanguage {
		drawn.Language = append(drawn.Language, os.Getenv(name))
	}
	sum := sha256.Sum256(mustMarshal(drawn))
	return hex.EncodeToString(sum[:])
}

// JSON is f for the page's file: nothing in it can end the element that it stands in.
func (f First) JSON() []byte { return mustMarshal(f) } // encoding/json writes <, > and & as escapes
