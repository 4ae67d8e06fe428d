package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// mailchimpHook is a webhook of an audience: https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
type mailchimpHook struct{ id, list, address string }

// Hooks returns the addresses that are told of changes of an audience.
func (m *Mailchimp) Hooks(audience string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, h := range m.hooks {
		if h.list == audience {
			out = append(out, h.address)
		}
	}
	return out
}

// Subscribe lets somebody join an audience; its webhooks are told.
func (m *Mailchimp) Subscribe(audience, email string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.story.Audiences {
		if m.story.Audiences[i].ID == audience {
			m.story.Audiences[i].Members++
		}
	}
	form := url.Values{"type": {"subscribe"}, "data[list_id]": {audience}, "data[email]": {email}, "data[id]": {fmt.Sprint(len(m.told))}}.Encode()
	m.told = append(m.told, form)
	for _, h := range m.hooks {
		if h.list == audience {
			m.tunnels.tell(h.address, map[string]string{"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "MailChimp"}, []byte(form))
		}
	}
}

func (m *Mailchimp) audience(id string) bool {
	for _, l := range m.story.Audiences {
		if l.ID == id {
			return true
		}
	}
	return false
}

func (s *Server) mailchimpWebhooks(_ MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	m := s.World.mailchimp
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.audience(r.PathValue("id")) {
		return nil, &mailchimpProblem{404, "Resource Not Found", "The requested resource could not be found."}
	}
	list := []any{}
	for _, h := range m.hooks {
		if h.list == r.PathValue("id") {
			list = append(list, h.view())
		}
	}
	return map[string]any{"webhooks": list, "list_id": r.PathValue("id"), "total_items": len(list)}, nil
}

func (h mailchimpHook) view() map[string]any {
	return map[string]any{"id": h.id, "url": h.address, "list_id": h.list}
}

// mailchimpMakeWebhook takes an address that answers GET.
func (s *Server) mailchimpMakeWebhook(_ MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	m := s.World.mailchimp
	var body struct {
		URL     string          `json:"url"`
		Events  map[string]bool `json:"events"`
		Sources map[string]bool `json:"sources"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<16)).Decode(&body); err != nil || !strings.HasPrefix(body.URL, "http") {
		return nil, &mailchimpProblem{400, "Invalid Resource", "The resource submitted could not be validated."}
	}
	if status := s.World.tunnels.reach(http.MethodGet, body.URL, map[string]string{"User-Agent": "MailChimp.com WebHook Validator"}, nil); status < 200 || status > 299 {
		return nil, &mailchimpProblem{400, "Invalid Resource", "We couldn't validate the URL: it must answer a GET request."}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.audience(r.PathValue("id")) {
		return nil, &mailchimpProblem{404, "Resource Not Found", "The requested resource could not be found."}
	}
	for _, h := range m.hooks {
		if h.list == r.PathValue("id") && h.address == body.URL {
			return nil, &mailchimpProblem{400, "Bad Request", "Sorry, you can't set up multiple WebHooks for one URL."}
		}
	}
	m.made++
	h := mailchimpHook{id: fmt.Sprintf("wh%08d", m.made), list: r.PathValue("id"), address: body.URL}
	m.hooks = append(m.hooks, h)
	return h.view(), nil
}

func (s *Server) mailchimpDropWebhook(_ MailchimpStory, r *http.Request) (any, *mailchimpProblem) {
	m := s.World.mailchimp
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, h := range m.hooks {
		if h.list == r.PathValue("id") && h.id == r.PathValue("hook") {
			m.hooks = append(m.hooks[:i:i], m.hooks[i+1:]...)
			return map[string]any{}, nil
		}
	}
	return nil, &mailchimpProblem{404, "Resource Not Found", "The requested resource could not be found."}
}
