package desk

import (
	"context"
	"strings"
	"time"
)

// digestHour is the first hour of the day at which the morning's digest is told; after noon it is no morning any more.
const (
	digestHour = 8
	digestEnds = 12
)

// digestNotice tells once each morning what is due in the campaign last used: whom to answer, whom to chase. A morning with
// nothing due is silent. What is not known is left out.
func (d *Desk) digestNotice(ctx context.Context, s Settings, told *noticed) ([]Notice, error) {
	now := d.now().Local()
	day := now.Format(time.DateOnly)
	if !s.Digest || now.Hour() < digestHour || now.Hour() >= digestEnds || told.Digest == day {
		return nil, nil
	}
	c, err := d.Campaign(ctx, "")
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a, err := d.answerAt(ctx, c, "")
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, x := range []struct{ key, one, many string }{
		{"needs_your_reply", "person waits for your answer", "people wait for your answer"}, {"follow_ups_due", "follow-up is due", "follow-ups are due"},
	} {
		m, ok := a.Metric(x.key)
		if !ok || m.Value == nil || !m.Complete {
			continue
		}
		if n := int(*m.Value); n > 0 {
			parts = append(parts, count(n, x.one, x.many))
		}
	}
	if len(parts) == 0 {
		return nil, nil // looked at again this morning: a sync may bring something
	}
	told.Digest = day
	return []Notice{{ID: "digest", Screen: "followups", Title: "Today in " + short(c.Name), Body: strings.Join(parts, ", ") + "."}}, nil
}
