package gmail

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

// fewOperators is a server that takes "-in:sent" for a word to look for, as small stand-ins do: such a search finds nothing.
type fewOperators struct{ next http.RoundTripper }

func (s fewOperators) RoundTrip(r *http.Request) (*http.Response, error) {
	if q := r.URL.Query(); strings.HasPrefix(q.Get("q"), "-") || strings.Contains(q.Get("q"), " -") {
		r = r.Clone(r.Context())
		q.Set("q", "nosuchwordanywhere")
		r.URL.RawQuery = q.Encode()
	}
	return s.next.RoundTrip(r)
}

// deafServer ignores every operator but in:sent: lists hold more than was asked for.
type deafServer struct{ next http.RoundTripper }

func (s deafServer) RoundTrip(r *http.Request) (*http.Response, error) {
	if q := r.URL.Query(); q.Has("q") {
		r = r.Clone(r.Context())
		kept := ""
		if strings.HasPrefix(q.Get("q"), "in:sent") {
			kept = "in:sent"
		}
		q.Set("q", kept)
		r.URL.RawQuery = q.Encode()
	}
	return s.next.RoundTrip(r)
}

// TestServersOfFewOperators: what a list cannot be trusted with is checked again, and counts come out the same.
func TestServersOfFewOperators(t *testing.T) {
	want := open(t, sandbox.SpringRadio(clock))
	want.sync()
	for name, wrap := range map[string]func(http.RoundTripper) http.RoundTripper{
		"few":  func(next http.RoundTripper) http.RoundTripper { return fewOperators{next} },
		"deaf": func(next http.RoundTripper) http.RoundTripper { return deafServer{next} },
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t, sandbox.SpringRadio(clock))
			f.client = &http.Client{Transport: wrap(f.client.Transport)}
			f.sync()
			for _, state := range []string{provider.StatePitch, provider.StateHumanReply, provider.StateAutoReply, provider.StateBounce, provider.StateDelayNotice, provider.StateListEcho} {
				if diff := cmp.Diff(want.states()[state], f.states()[state]); diff != "" {
					t.Errorf("%s: %s", state, diff)
				}
			}
			if !f.held.Progress().Complete {
				t.Errorf("%+v", f.held.Progress())
			}
		})
	}
}
