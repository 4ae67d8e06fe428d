package sandbox

import "net/http"

// KeyClient returns an HTTP client that sends every https request to this server, which must have been started, with a key
// or token. Where a request names the word that stands before the token, that is used; Bearer otherwise.
func (s *Server) KeyClient(key string) *http.Client {
	return &http.Client{Transport: &keyed{direct: &direct{server: s}, key: key}}
}

type keyed struct {
	direct *direct
	key    string
}

// RoundTrip implements http.RoundTripper.
func (k *keyed) RoundTrip(r *http.Request) (*http.Response, error) {
	word := r.Header.Get("Authorization")
	if word == "" {
		word = "Bearer"
	}
	out := r.Clone(r.Context())
	out.Header.Set("Authorization", word+" "+k.key)
	return k.direct.RoundTrip(out)
}
