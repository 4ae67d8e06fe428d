package mailchimp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// audience is one list as Mailchimp has it. A rate of a list is 0 to 100, one of a report 0 to 1: neither is read, because
// rates are worked out from counts.
type audience struct {
	ID    string `json:"id"`
	WebID int64  `json:"web_id"`
	Name  string `json:"name"`
	Stats *struct {
		Members      *int64 `json:"member_count"`
		Unsubscribed *int64 `json:"unsubscribe_count"`
	} `json:"stats"`
}

const audienceFields = "lists.id,lists.web_id,lists.name,lists.stats.member_count,lists.stats.unsubscribe_count,total_items"

// audiences lists those of the account, or the one that the rule names by id or name.
func (a *api) audiences(ctx context.Context, named string) ([]audience, error) {
	var list []audience
	seen := map[string]bool{}
	for offset := 0; ; {
		var answer struct {
			Lists *[]audience `json:"lists"`
			Total *int        `json:"total_items"`
		}
		if err := a.get(ctx, "lists", "/3.0/lists", page(offset, audienceFields), &answer); err != nil {
			return nil, err
		}
		if answer.Lists == nil || answer.Total == nil {
			return nil, source().BadAnswer("lists", fmt.Errorf("no lists"))
		}
		for _, l := range *answer.Lists {
			if l.ID == "" || l.Stats == nil || l.Stats.Members == nil {
				return nil, source().BadAnswer("lists", fmt.Errorf("an audience without id or member_count"))
			}
			if !seen[l.ID] {
				seen[l.ID] = true
				list = append(list, l)
			}
		}
		offset += len(*answer.Lists) // a page may hold less than was asked for
		if len(*answer.Lists) == 0 || offset >= *answer.Total {
			break
		}
	}
	if named == "" {
		return list, nil
	}
	var names []string
	for _, l := range list {
		if l.ID == named || strings.EqualFold(strings.TrimSpace(l.Name), named) {
			return []audience{l}, nil
		}
		if len(names) < 20 {
			names = append(names, fmt.Sprintf("“%s” (%s)", text(l.Name), text(l.ID)))
		}
	}
	return nil, source().Fail(apperr.NotFound, fmt.Sprintf("Mailchimp has no audience “%s”. It has: %s. Set the right one: `mixdown campaign edit NAME --audience ID`.",
		text(named), strings.Join(names, ", ")), nil)
}

func (a *api) audienceRecord(l audience) (provider.Record, error) {
	data := provider.AudienceData{Members: *l.Stats.Members, Unsubscribed: l.Stats.Unsubscribed}
	raw, err := json.Marshal(data)
	if err != nil {
		return provider.Record{}, fmt.Errorf("mailchimp: audience: %w", err)
	}
	return provider.Record{
		Stream: provider.StreamAudiences, ID: l.ID, What: text(l.Name), Group: l.ID, Why: "active members, as Mailchimp counts them",
		Link: a.link("/lists/members", l.WebID), Data: raw,
	}, nil
}

// link is a page of Mailchimp's own, "" where its number is not known.
func (a *api) link(path string, webID int64) string {
	if webID == 0 {
		return ""
	}
	return "https://" + a.region + ".admin.mailchimp.com" + path + "?id=" + strconv.FormatInt(webID, 10)
}

const (
	// growthMonths is how far the trend of an audience goes back.
	growthMonths = 24
	// growthAudiences bounds the requests of an account with very many audiences: one each, once a day.
	growthAudiences = 50
)

// growth reads how the audiences moved, month by month.
func (a *api) growth(ctx context.Context, list []audience) ([]provider.Record, error) {
	var records []provider.Record
	for _, l := range list[:min(len(list), growthAudiences)] {
		var answer struct {
			History *[]struct {
				Month string `json:"month"`
				provider.GrowthData
			} `json:"history"`
		}
		query := url.Values{"count": {strconv.Itoa(growthMonths)}, "sort_field": {"month"}, "sort_dir": {"DESC"},
			"fields": {"history.month,history.subscribed,history.unsubscribed,history.cleaned"}}
		err := a.get(ctx, "growth-history", "/3.0/lists/"+url.PathEscape(l.ID)+"/growth-history", query, &answer)
		if apperr.CodeOf(err) == apperr.NotFound {
			continue // deleted since it was listed
		}
		if err != nil {
			return nil, err
		}
		if answer.History == nil {
			return nil, source().BadAnswer("growth-history", fmt.Errorf("no history"))
		}
		seen := map[string]bool{}
		for _, h := range *answer.History {
			at, err := time.Parse("2006-01", h.Month)
			if err != nil || seen[h.Month] {
				continue
			}
			seen[h.Month] = true
			raw, err := json.Marshal(h.GrowthData)
			if err != nil {
				return nil, fmt.Errorf("mailchimp: growth: %w", err)
			}
			records = append(records, provider.Record{Stream: provider.StreamGrowth, ID: l.ID + " " + h.Month, At: at, What: text(l.Name), Group: l.ID,
				Why: "members at the end of the month, as Mailchimp counts them", Data: raw})
		}
	}
	return records, nil
}
