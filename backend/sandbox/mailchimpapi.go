package sandbox

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mailchimpHandler answers for https://DC.api.mailchimp.com.
// https://mailchimp.com/developer/marketing/api/
func (s *Server) mailchimpHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /3.0/{$}", s.mailchimpCall([]string{}, mailchimpRoot))
	mux.HandleFunc("GET /3.0/ping", s.mailchimpCall([]string{}, func(MailchimpStory, *http.Request) (any, *mailchimpProblem) {
		return map[string]any{"health_status": "Everything's Chimpy!"}, nil
	}))
	mux.HandleFunc("GET /3.0/lists", s.mailchimpCall([]string{"count", "offset"}, mailchimpLists))
	mux.HandleFunc("GET /3.0/lists/{id}/growth-history", s.mailchimpCall([]string{"count", "offset", "sort_field", "sort_dir"}, mailchimpGrowth))
	mux.HandleFunc("GET /3.0/lists/{id}/webhooks", s.mailchimpCall([]string{"count", "offset"}, s.mailchimpWebhooks))
	mux.HandleFunc("POST /3.0/lists/{id}/webhooks", s.mailchimpCall([]string{}, s.mailchimpMakeWebhook))
	mux.HandleFunc("DELETE /3.0/lists/{id}/webhooks/{hook}", s.mailchimpCall([]string{}, s.mailchimpDropWebhook))
	mux.HandleFunc("GET /3.0/campaigns", s.mailchimpCall([]string{"count", "offset", "status", "type", "list_id", "since_send_time", "before_send_time",
		"since_create_time", "before_create_time", "sort_field", "sort_dir"}, mailchimpCampaigns))
	mux.HandleFunc("GET /3.0/reports", s.mailchimpCall([]string{"count", "offset", "type", "since_send_time", "before_send_time"}, mailchimpReports))
	mux.HandleFunc("GET /3.0/reports/{id}", s.mailchimpCall([]string{}, mailchimpReport))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		(&mailchimpProblem{404, "Resource Not Found", "The requested resource could not be found."}).write(w)
	})
	return mux
}

// mailchimpProblem is a refusal (RFC 7807).
type mailchimpProblem struct {
	status        int
	title, detail string
}

func (p *mailchimpProblem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "https://mailchimp.com/developer/marketing/docs/errors/", "title": p.title, "status": p.status,
		"detail": p.detail, "instance": "5c4b7a0e-0000-4000-8000-000000000000"})
}

// mailchimpCall checks a request as Mailchimp does and writes the fields that were asked for.
func (s *Server) mailchimpCall(params []string, serve func(MailchimpStory, *http.Request) (any, *mailchimpProblem)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m := s.World.mailchimp
		if !m.enter() {
			(&mailchimpProblem{429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections."}).write(w)
			return
		}
		defer m.leave()
		secret := mailchimpSecret(r)
		st := m.view()
		dc, _, _ := strings.Cut(r.Host, ".")
		switch {
		case secret == "":
			(&mailchimpProblem{401, "API Key Missing", "Your request did not include an API key."}).write(w)
			return
		case !m.knows(secret) || dc != st.DC:
			(&mailchimpProblem{401, "API Key Invalid", "Your API key may be invalid, or you've attempted to access the wrong datacenter."}).write(w)
			return
		}
		q := r.URL.Query()
		for name := range q {
			if !slices.Contains(params, name) && name != "fields" && name != "exclude_fields" {
				(&mailchimpProblem{400, "Invalid Resource", "The stand-in knows no parameter " + name + " here."}).write(w)
				return
			}
		}
		answer, problem := serve(st, r)
		if problem != nil {
			problem.write(w)
			return
		}
		raw, err := json.Marshal(answer)
		if err == nil && q.Get("fields") != "" {
			raw, err = onlyFields(raw, strings.Split(q.Get("fields"), ","))
		}
		if err != nil {
			(&mailchimpProblem{500, "Internal Server Error", err.Error()}).write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(raw)
	}
}

// mailchimpSecret is the key or token of a request: Basic with any user, Bearer, or OAuth.
func mailchimpSecret(r *http.Request) string {
	kind, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch strings.ToLower(kind) {
	case "bearer", "oauth", "apikey":
		return value
	case "basic":
		raw, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return ""
		}
		_, secret, _ := strings.Cut(string(raw), ":")
		return secret
	}
	return ""
}

// onlyFields keeps the named parts of an answer; a list is passed through to its elements.
func onlyFields(raw []byte, fields []string) ([]byte, error) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	var keep func(v any, paths [][]string) any
	keep = func(v any, paths [][]string) any {
		switch x := v.(type) {
		case []any:
			for i := range x {
				x[i] = keep(x[i], paths)
			}
			return x
		case map[string]any:
			out := map[string]any{}
			for name, inner := range x {
				var rest [][]string
				whole := false
				for _, p := range paths {
					if p[0] == name {
						whole = whole || len(p) == 1
						if len(p) > 1 {
							rest = append(rest, p[1:])
						}
					}
				}
				switch {
				case whole:
					out[name] = inner
				case rest != nil:
					out[name] = keep(inner, rest)
				}
			}
			return out
		}
		return v
	}
	var paths [][]string
	for _, f := range fields {
		paths = append(paths, strings.Split(f, "."))
	}
	return json.Marshal(keep(v, paths))
}

// mailchimpPage cuts a page: 10 unless told, 1,000 at most.
func mailchimpPage[T any](q url.Values, list []T) ([]T, *mailchimpProblem) {
	count, offset := 10, 0
	for name, to := range map[string]*int{"count": &count, "offset": &offset} {
		if q.Get(name) == "" {
			continue
		}
		n, err := strconv.Atoi(q.Get(name))
		if err != nil || n < 0 || name == "count" && n > 1000 {
			return nil, &mailchimpProblem{400, "Invalid Resource", "The resource submitted could not be validated: " + name + " is not between 0 and 1000."}
		}
		*to = n
	}
	offset = min(offset, len(list))
	return list[offset:min(offset+count, len(list))], nil
}

func mailchimpWebID(id string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return int64(h.Sum32())
}

func mailchimpRoot(st MailchimpStory, _ *http.Request) (any, *mailchimpProblem) {
	return map[string]any{"account_id": "8d3a3db4d97663a9074efcc16", "account_name": st.Name, "email": st.Email, "role": "owner", "total_subscribers": 0}, nil
}

func mailchimpLists(st MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	part, problem := mailchimpPage(r.URL.Query(), st.Audiences)
	lists := []any{}
	for _, a := range part {
		// campaign_count counts campaigns of any status, and the rates are per cent: neither is what it seems to be.
		lists = append(lists, map[string]any{"id": a.ID, "web_id": mailchimpWebID(a.ID), "name": a.Name, "stats": map[string]any{"member_count": a.Members,
			"unsubscribe_count": a.Unsubscribed, "cleaned_count": 3, "campaign_count": len(st.Campaigns) + 4, "open_rate": 41.7, "click_rate": 5.2}})
	}
	return map[string]any{"lists": lists, "total_items": len(st.Audiences)}, problem
}

func mailchimpGrowth(st MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	i := slices.IndexFunc(st.Audiences, func(a MailchimpAudience) bool { return a.ID == r.PathValue("id") })
	if i < 0 {
		return nil, &mailchimpProblem{404, "Resource Not Found", "The requested resource could not be found."}
	}
	months := slices.Clone(st.Audiences[i].Growth)
	slices.SortFunc(months, func(a, b MailchimpMonth) int { return cmp.Compare(a.Month, b.Month) })
	if r.URL.Query().Get("sort_dir") == "DESC" {
		slices.Reverse(months)
	}
	part, problem := mailchimpPage(r.URL.Query(), months)
	history := []any{}
	for _, m := range part {
		history = append(history, map[string]any{"list_id": r.PathValue("id"), "month": m.Month, "existing": 0, "subscribed": m.Subscribed,
			"unsubscribed": m.Unsubscribed, "cleaned": m.Cleaned})
	}
	return map[string]any{"list_id": r.PathValue("id"), "history": history, "total_items": len(months)}, problem
}

// mailchimpSelect applies the filters by time, kind and audience, and the order.
func mailchimpSelect(st MailchimpStory, q url.Values) ([]MailchimpCampaign, *mailchimpProblem) {
	var bad *mailchimpProblem
	bound := func(name string) time.Time {
		if q.Get(name) == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.RFC3339, q.Get(name))
		if err != nil {
			bad = &mailchimpProblem{400, "Invalid Resource", name + " is no ISO 8601 time."}
		}
		return t
	}
	sinceSend, beforeSend, sinceMade, beforeMade := bound("since_send_time"), bound("before_send_time"), bound("since_create_time"), bound("before_create_time")
	list := slices.DeleteFunc(slices.Clone(st.Campaigns), func(c MailchimpCampaign) bool {
		return !sinceSend.IsZero() && !c.Sent.After(sinceSend) || !beforeSend.IsZero() && (c.Sent.IsZero() || !c.Sent.Before(beforeSend)) ||
			!sinceMade.IsZero() && !c.Created.After(sinceMade) || !beforeMade.IsZero() && !c.Created.Before(beforeMade) ||
			q.Get("status") != "" && cmp.Or(c.Status, "sent") != q.Get("status") || q.Get("list_id") != "" && c.Audience != q.Get("list_id") ||
			q.Get("type") != "" && cmp.Or(c.Type, "regular") != q.Get("type")
	})
	key := func(c MailchimpCampaign) time.Time {
		if q.Get("sort_field") == "create_time" {
			return c.Created
		}
		return c.Sent
	}
	slices.SortStableFunc(list, func(a, b MailchimpCampaign) int { return cmp.Or(key(a).Compare(key(b)), cmp.Compare(a.ID, b.ID)) })
	if q.Get("sort_dir") != "ASC" {
		slices.Reverse(list)
	}
	return list, bad
}

func mailchimpTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05+00:00")
}

func audienceName(st MailchimpStory, id string) string {
	for _, a := range st.Audiences {
		if a.ID == id {
			return a.Name
		}
	}
	return ""
}

func mailchimpCampaigns(st MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	list, problem := mailchimpSelect(st, r.URL.Query())
	if problem != nil {
		return nil, problem
	}
	part, problem := mailchimpPage(r.URL.Query(), list)
	out := []any{}
	for _, c := range part {
		out = append(out, map[string]any{"id": c.ID, "web_id": mailchimpWebID(c.ID), "type": cmp.Or(c.Type, "regular"), "status": cmp.Or(c.Status, "sent"),
			"create_time": mailchimpTime(c.Created), "send_time": mailchimpTime(c.Sent), "emails_sent": c.EmailsSent,
			"recipients": map[string]any{"list_id": c.Audience, "list_name": audienceName(st, c.Audience)},
			"settings":   map[string]any{"subject_line": c.Subject, "title": c.Title},
			"tracking":   map[string]any{"opens": !c.OpensOff, "html_clicks": !c.ClicksOff, "text_clicks": false}})
	}
	return map[string]any{"campaigns": out, "total_items": len(list)}, problem
}

func mailchimpReportOf(st MailchimpStory, c MailchimpCampaign) map[string]any {
	opens := map[string]any{"opens_total": c.UniqueOpens * 2, "unique_opens": c.UniqueOpens, "open_rate": share(c.UniqueOpens, c.EmailsSent)}
	if c.HumanOpens != nil {
		opens["proxy_excluded_opens"], opens["proxy_excluded_unique_opens"] = *c.HumanOpens*2, *c.HumanOpens
		opens["proxy_excluded_open_rate"] = share(*c.HumanOpens, c.EmailsSent)
	}
	return map[string]any{"id": c.ID, "campaign_title": c.Title, "subject_line": c.Subject, "type": cmp.Or(c.Type, "regular"), "list_id": c.Audience,
		"list_name": audienceName(st, c.Audience), "emails_sent": c.EmailsSent, "unsubscribed": c.Unsubscribed, "send_time": mailchimpTime(c.Sent),
		"bounces": map[string]any{"hard_bounces": c.HardBounces, "soft_bounces": c.SoftBounces, "syntax_errors": 0}, "opens": opens,
		"clicks": map[string]any{"clicks_total": c.SubscriberClicks * 3, "unique_clicks": c.SubscriberClicks * 2, "unique_subscriber_clicks": c.SubscriberClicks,
			"click_rate": share(c.SubscriberClicks, c.EmailsSent)}}
}

// share is a rate as reports give it: 0 to 1.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func mailchimpReports(st MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	st.Campaigns = slices.DeleteFunc(st.Campaigns, func(c MailchimpCampaign) bool { return cmp.Or(c.Status, "sent") != "sent" || c.NoReport })
	list, problem := mailchimpSelect(st, r.URL.Query())
	if problem != nil {
		return nil, problem
	}
	part, problem := mailchimpPage(r.URL.Query(), list)
	out := []any{}
	for _, c := range part {
		out = append(out, mailchimpReportOf(st, c))
	}
	return map[string]any{"reports": out, "total_items": len(list)}, problem
}

func mailchimpReport(st MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	for _, c := range st.Campaigns {
		if c.ID == r.PathValue("id") && cmp.Or(c.Status, "sent") == "sent" && !c.NoReport {
			return mailchimpReportOf(st, c), nil
		}
	}
	return nil, &mailchimpProblem{404, "Resource Not Found", fmt.Sprintf("There is no report of %s.", r.PathValue("id"))}
}
