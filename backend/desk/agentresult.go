package desk

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/guard"
	"mixdown/backend/hook"
	"mixdown/backend/metric"
	"mixdown/backend/mirror"
	"mixdown/backend/store"
)

const (
	// sourceMirror is the source of other agents' results.
	sourceMirror = "mirror"
	// feedsAtOnce bounds the live connections: one a campaign in use.
	feedsAtOnce = 4
	// feedLook is how often the feed looks whether another process switched the mirror.
	feedLook = 30 * time.Second
)

// AgentNews is a result of another agent that has just come in, or was corrected.
type AgentNews struct {
	CampaignID string   `json:"campaignId"`
	Agent      string   `json:"agent"`
	Key        string   `json:"key"` // as in the metrics
	Label      string   `json:"label"`
	Unit       string   `json:"unit"`
	Value      *float64 `json:"value"`
}

// ListenAgents calls fn at every result of another agent that comes in; fn must return quickly.
func (d *Desk) ListenAgents(fn func(AgentNews)) {
	d.mirror.mu.Lock()
	defer d.mirror.mu.Unlock()
	d.mirror.hear = append(d.mirror.hear, fn)
}

// agentKey is the key of another agent's number: it can never be one of ours.
func agentKey(agent, key string) string { return agent + ":" + key }

// agentTitle is how an agent is spoken of.
func agentTitle(agent string) string { return strings.ToUpper(agent[:1]) + agent[1:] }

// agentMetrics returns what stands of every other agent's numbers as of a moment, each with what stood before.
func (d *Desk) agentMetrics(ctx context.Context, c campaign.Campaign, m moment) ([]MetricView, error) {
	list, err := d.store.AgentResults(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var out []MetricView
	numbers := agentNumbers(list)
	for _, key := range slices.Sorted(maps.Keys(numbers)) {
		now, before := stoodAt(standings(numbers[key]), agentTime(m))
		if now == nil {
			continue // withdrawn, or not written yet
		}
		view := MetricView{Metric: agentMetric(*now)}
		if before != nil {
			view.Previous = before.Value
		}
		out = append(out, view)
	}
	return out, nil
}

// agentTime is the time of a moment of the past; the zero time for now.
func agentTime(m moment) time.Time {
	if at := m.asOf().At; m.past && at != nil {
		return *at
	}
	return time.Time{}
}

func agentMetric(r store.AgentResult) metric.Metric {
	at := writtenAt(r)
	out := metric.Metric{Key: agentKey(r.Agent, r.Key), Label: r.Label, Unit: r.Unit, Agent: r.Agent, Value: r.Value, Counted: 1, Definition: agentDefinition(r), DefinitionVersion: 1,
		Source: sourceMirror, FreshAt: &at, Complete: true, Display: "—"}
	if r.Value == nil {
		reason := agentTitle(r.Agent) + " wrote that it does not know."
		var said struct {
			Reason string `json:"unknownReason"`
		}
		if json.Unmarshal(r.Metadata, &said) == nil && said.Reason != "" && len(said.Reason) < 300 {
			reason = said.Reason
		}
		out.UnknownReason = &reason
		return out
	}
	out.Display = strconv.FormatFloat(*r.Value, 'f', -1, 64)
	if r.Unit == "%" {
		out.Display += " %"
	}
	return out
}

func agentDefinition(r store.AgentResult) string {
	return agentTitle(r.Agent) + " worked this out elsewhere and wrote it into your Supabase project; it came here through the mirror."
}

// agentEvidence is the number of another agent with its one row: what was written, and when. false for a key of ours, and for a number
// that does not stand.
func (d *Desk) agentEvidence(ctx context.Context, c campaign.Campaign, key, when string) (EvidenceView, bool, error) {
	agent, _, ok := strings.Cut(key, ":")
	if !ok || agent == "" {
		return EvidenceView{}, false, nil
	}
	m, err := d.moment(ctx, c, when)
	if err != nil {
		return EvidenceView{}, true, err
	}
	list, err := d.store.AgentResults(ctx, c.ID)
	if err != nil {
		return EvidenceView{}, true, err
	}
	versions := agentNumbers(list)[key]
	until := agentTime(m)
	found, _ := stoodAt(standings(versions), until)
	if found == nil {
		return EvidenceView{}, false, nil
	}
	older := []metric.Row{}
	for _, r := range slices.Backward(versions) {
		if r.Version == found.Version || !until.IsZero() && r.From.After(until) {
			continue
		}
		row := agentRow(r, "a newer one took its place")
		if !r.StandsAt(until) {
			row.ID += " " + strconv.FormatInt(r.Version, 10) // the row's newer version may stand beside it
			row.Why = agentTitle(r.Agent) + " corrected it"
			if r.Ended == store.EndedWithdrawn {
				row.Why = agentTitle(r.Agent) + " withdrew it"
			}
		}
		older = append(older, row)
	}
	x := agentMetric(*found)
	row := agentRow(*found, "the newest that "+agentTitle(found.Agent)+" wrote")
	return EvidenceView{metric.EvidenceAnswer{Key: x.Key, Label: x.Label, Unit: x.Unit, Value: x.Value, UnknownReason: x.UnknownReason, Display: x.Display, Complete: true,
		Definition: x.Definition, DefinitionVersion: 1, Source: sourceMirror, FreshAt: x.FreshAt, Counted: []metric.Row{row}, Base: []metric.Row{row}, Excluded: older}, m.asOf()}, true, nil
}

func agentRow(r store.AgentResult, why string) metric.Row {
	return metric.Row{ID: r.ID, At: writtenAt(r), Who: agentTitle(r.Agent), What: r.Label, State: "written", Why: why, Value: r.Value}
}

// agentHistory returns what stood of another agent's number, and from when on; false for a key of ours.
func (d *Desk) agentHistory(ctx context.Context, c campaign.Campaign, key string) ([]HistoryPoint, bool, error) {
	if !strings.Contains(key, ":") {
		return nil, false, nil
	}
	list, err := d.store.AgentResults(ctx, c.ID)
	out := []HistoryPoint{}
	for _, s := range standings(agentNumbers(list)[key]) {
		p := HistoryPoint{At: s.from.UTC(), DefinitionVersion: 1}
		if s.result == nil {
			reason := "The agent withdrew it."
			p.UnknownReason = &reason
		} else {
			p.Value = s.result.Value
		}
		out = append(out, p)
	}
	return out, true, err
}

// Live follows what other agents write, while the mirror is on, and takes the hints of services, until ctx ends. It returns when
// every connection has ended.
func (d *Desk) Live(ctx context.Context) {
	changed := make(chan struct{}, 1)
	d.mirror.mu.Lock()
	d.mirror.changed = changed
	d.mirror.mu.Unlock()
	tick := time.NewTicker(feedLook)
	defer tick.Stop()
	bell := hook.NewBell()
	var hints sync.WaitGroup
	defer hints.Wait()
	ctx, stopAll := context.WithCancel(ctx)
	defer stopAll() // also where this panics
	hints.Go(func() {
		guard.Keep(ctx, d.log, "hints", func(error) {}, func(ctx context.Context) { bell.Answer(ctx, d.syncNoticed) })
	})
	hints.Go(func() {
		guard.Keep(ctx, d.log, "pull", func(error) {}, func(ctx context.Context) { d.pullHints(ctx, bell.Wake) })
	})
	hints.Go(func() {
		guard.Keep(ctx, d.log, "receiver", func(error) {}, func(ctx context.Context) { d.receiveWhileOn(ctx, bell.Wake) })
	})
	var now string
	var stop context.CancelFunc
	var feeds sync.WaitGroup
	end := func() {
		if stop != nil {
			stop()
		}
		feeds.Wait()
		stop, now = nil, ""
	}
	defer end()
	for {
		if key := d.feedKey(ctx); key != now {
			end()
			inner, cancel := context.WithCancel(ctx)
			stop, now = cancel, key
			for i, f := range d.feeds(ctx, key) {
				if i == 0 {
					f.Hint = bell.Wake // the person's, not a campaign's: one feed asks for them
				}
				feeds.Go(func() {
					err := guard.Do(d.log, "mirror feed", func() error { return f.Run(inner) })
					if err != nil && inner.Err() == nil {
						d.log.Warn("mirror: live feed ended", "state", mirror.StateOf(err), "cause", err.Error())
					}
					d.feedIs(f.SessionID, nil)
				})
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			d.keepFeeds()
		case <-changed:
		}
	}
}

// feedKey names what is to be followed: "" for nothing, another word whenever that changes.
func (d *Desk) feedKey(ctx context.Context) string {
	k, err := d.mirrorSetting(ctx)
	if err != nil || !k.On || k.State == mirror.StateSignIn || k.State == mirror.StateWrongKey {
		return ""
	}
	_, at, err := d.mirrorConnection(ctx)
	if err != nil {
		return ""
	}
	d.mirror.mu.Lock()
	key := at.target() + " " + strconv.Itoa(d.mirror.switched)
	d.mirror.mu.Unlock()
	for _, c := range d.active(ctx) {
		key += " " + c.ID
	}
	return key
}

// feeds returns a feed for each campaign in use.
func (d *Desk) feeds(ctx context.Context, key string) []*mirror.Feed {
	if key == "" {
		return nil
	}
	conn, at, err := d.mirrorConnection(ctx)
	if err != nil {
		return nil
	}
	client, tokens, err := d.mirrorClient(conn)
	if err != nil {
		d.log.Warn("mirror: live feed", "cause", err.Error())
		return nil
	}
	computer, err := d.userID(ctx)
	if err != nil {
		return nil
	}
	var list []*mirror.Feed
	for _, c := range d.active(ctx) {
		if len(list) == feedsAtOnce {
			break
		}
		session := mirror.UUID(computer, "session", c.ID)
		list = append(list, &mirror.Feed{Client: client, HTTP: d.transport.Plain(client.Project.Info()), Tokens: tokens, SessionID: session, Log: d.log,
			Kept: agentKept{d, at.target(), c.ID},
			Live: func(err error) {
				if err != nil {
					d.feedIs(session, nil)
					return
				}
				d.feedIs(session, &store.Channel{ConnectionID: conn.ID, Kind: mirror.Name, Resource: session, ID: session, Address: at.target(), OpenedAt: d.now()})
			},
		})
	}
	return list
}

// agentKept is what is kept of a campaign's results of other agents, as the mirror sees it.
type agentKept struct {
	d                *Desk
	target, campaign string
}

func (k agentKept) Changed(ctx context.Context) (time.Time, error) {
	return k.d.store.AgentResultsChanged(ctx, k.target, k.campaign)
}

func (k agentKept) Held(ctx context.Context, newest bool) ([]string, error) {
	return k.d.store.HeldAgentResults(ctx, k.target, k.campaign, newest)
}

// Take keeps what came in and tells of what is new or corrected.
func (k agentKept) Take(ctx context.Context, results []mirror.Received) error {
	var list []store.AgentResult
	for _, r := range results {
		x := store.AgentResult{ID: r.ID, Agent: r.Agent, Key: r.Key, Value: r.Value, Label: r.Label, Unit: r.Unit, Metadata: r.Metadata, CreatedAt: r.CreatedAt, ChangedAt: r.ChangedAt}
		if r.Gone {
			x.Ended = store.EndedWithdrawn
		}
		list = append(list, x)
	}
	moved, err := k.d.store.SaveAgentResults(ctx, k.target, k.campaign, list)
	if err != nil {
		return err
	}
	k.d.mirror.mu.Lock()
	fns := slices.Clone(k.d.mirror.hear)
	k.d.mirror.mu.Unlock()
	for _, r := range moved {
		if r.Ended != "" {
			continue
		}
		for _, fn := range fns {
			fn(AgentNews{CampaignID: k.campaign, Agent: r.Agent, Key: agentKey(r.Agent, r.Key), Label: r.Label, Unit: r.Unit, Value: r.Value})
		}
	}
	return nil
}

// catchUpAgents asks once for what other agents wrote, corrected and withdrew: the way without a live feed.
func (d *Desk) catchUpAgents(ctx context.Context, client *mirror.Client, target string) error {
	computer, err := d.userID(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range d.active(ctx) {
		errs = append(errs, client.CatchUp(ctx, mirror.UUID(computer, "session", c.ID), agentKept{d, target, c.ID}))
	}
	return errors.Join(errs...)
}
