// Package mirror copies results to the person's own Supabase project and brings other agents' results back: the SQL to run
// there, the sign-in, the push and the live feed. It is off until it is switched on. What leaves is made in one place
// (row.go): no mail content, no token, and no address unless that was chosen.
//
// It is the only package that knows Supabase's libraries. Their faults are fenced in link.go.
package mirror

import (
	"net"
	"net/url"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Name is the word of the command line, of keychain entries and of errors.
const Name = "supabase"

// Title is how the mirror's service is spoken of.
const Title = "Supabase"

// Project is one Supabase project and the key that a program may carry.
type Project struct {
	URL string // https://REF.supabase.co, without a slash at the end
	Key string // publishable or anon key: it opens nothing without a sign-in
}

// ParseProject checks an address and a key. Errors: invalid.
func ParseProject(address, key string) (Project, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return Project{}, apperr.For(Name, apperr.Invalid, "The project's address must look like https://abcdefgh.supabase.co: copy “Project URL” from the project's API settings.", nil)
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil {
		return Project{}, apperr.For(Name, apperr.Invalid, "The project's address must be a name, such as https://abcdefgh.supabase.co, not a number.", nil)
	}
	key = strings.TrimSpace(key)
	switch {
	case strings.HasPrefix(key, "sb_secret_"), secretRole(key):
		return Project{}, apperr.For(Name, apperr.Invalid, "This is the project's secret key, which opens everything to everybody. Use the publishable key (sb_publishable_…) or the anon key, and replace the secret one if it was pasted elsewhere too.", nil)
	case !strings.HasPrefix(key, "sb_publishable_") && strings.Count(key, ".") != 2, strings.ContainsAny(key, " \t\r\n\""), len(key) > 1024:
		return Project{}, apperr.For(Name, apperr.Invalid, "This is no key of a Supabase project: copy the publishable key (sb_publishable_…) from the project's API settings.", nil)
	}
	return Project{URL: "https://" + strings.ToLower(u.Host), Key: key}, nil
}

// Info is what the transport needs to know: the one host, and the pace.
func (p Project) Info() provider.Info {
	u, err := url.Parse(p.URL)
	if err != nil {
		u = &url.URL{Host: "invalid.invalid"} // a Project comes from ParseProject
	}
	return provider.Info{
		Name: Name, Table: Name, Title: Title, Noun: "results",
		Hosts: []string{u.Host},
		Pace:  provider.Pace{RequestsPerSecond: 5, InFlight: 2},
	}
}
