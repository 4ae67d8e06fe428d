package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/store"
)

// moment is a state of a campaign that can be asked for: now, or as one sync left it.
type moment struct {
	sync store.Sync // the last sync that it holds; ID 0 when nothing was ever synced
	past bool
	span string // of which days: "" for the campaign's, SpanWeek or SpanAll
}

// Spans of days that a state can be asked for, beside the campaign's own.
const (
	SpanWeek = "7d"  // the last seven days, today among them
	SpanAll  = "all" // everything held, from whenever it is
)

func (m moment) run() int64 {
	if m.past {
		return m.sync.LastRun
	}
	return 0
}

// moment resolves "" (now), a sync's id, or an RFC 3339 time; any of them with "@7d" or "@all" behind for other days than
// the campaign's.
func (d *Desk) moment(ctx context.Context, c campaign.Campaign, at string) (moment, error) {
	at, span, _ := strings.Cut(strings.TrimSpace(at), "@")
	if span != "" && span != SpanWeek && span != SpanAll {
		return moment{}, invalid("“" + span + "” is no span of days: use " + SpanWeek + " or " + SpanAll + ".")
	}
	m, err := d.resolve(ctx, c, at)
	m.span = span
	return m, err
}

func (d *Desk) resolve(ctx context.Context, c campaign.Campaign, at string) (moment, error) {
	at = strings.TrimSpace(at)
	if at == "" {
		y, err := d.store.LastSync(ctx, c.ID)
		if apperr.CodeOf(err) == apperr.NotFound {
			return moment{}, nil
		}
		return moment{sync: y}, err
	}
	if id, err := strconv.ParseInt(at, 10, 64); err == nil {
		y, err := d.store.SyncByID(ctx, c.ID, id)
		return moment{sync: y, past: true}, err
	}
	t, err := parseTime(at, c.Rule.Location())
	if err != nil {
		return moment{}, err
	}
	y, err := d.store.SyncAt(ctx, c.ID, t)
	return moment{sync: y, past: true}, err
}

// parseTime reads an RFC 3339 time or a date, which means the end of that day in loc.
func parseTime(s string, loc *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, loc); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Millisecond), nil
	}
	return time.Time{}, invalid("“" + s + "” is no time: use a sync's number, a date such as 2026-11-22, or a time such as 2026-11-22T14:42:00Z.")
}

// over changes the days that an input is about.
func over(in *metric.Input, span string) {
	rule := &in.Campaign.Rule
	switch span {
	case SpanWeek:
		in.From = campaign.StartOfDay(in.Now, rule.Location()).AddDate(0, 0, -6)
		if rule.Since.Before(in.From) {
			rule.Since = in.From
		}
	case SpanAll:
		rule.Since, rule.Until = time.Time{}, nil
	}
}

// AsOf names a state: the sync that it ends with, and when. Both are nil before the first sync.
type AsOf struct {
	SyncID *int64     `json:"syncId"`
	At     *time.Time `json:"at"`
}

func (m moment) asOf() AsOf {
	if m.sync.ID == 0 {
		return AsOf{}
	}
	at := m.sync.FinishedAt
	if at.IsZero() {
		at = m.sync.StartedAt
	}
	id := m.sync.ID
	return AsOf{&id, utc(at)}
}
