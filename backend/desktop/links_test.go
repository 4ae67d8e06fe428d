package desktop

import (
	"strings"
	"testing"

	"mixdown/backend/apperr"
)

func TestCheckLink(t *testing.T) {
	for _, c := range []struct {
		link    string
		sandbox bool
		ok      bool
	}{
		{"https://mail.google.com/mail/u/0/#all/18c", false, true},
		{"https://docs.google.com/spreadsheets/d/abc/edit", false, true},
		{"https://MAIL.google.com/mail", false, true},
		{"https://us21.admin.mailchimp.com/account/api", false, true},
		{"https://abcdefgh.supabase.co/project", false, true},
		{"http://127.0.0.1:4000/accounts.google.com/o/oauth2/v2/auth?x=1", true, true},
		{"http://[::1]:4000/accounts.google.com/", true, true},

		{"http://127.0.0.1:4000/accounts.google.com/", false, false},
		{"http://127.0.0.1.evil.example/", true, false},
		{"http://localhost.evil.example/", true, false},
		{"http://mail.google.com/", false, false},
		{"https://mail.google.com:8443/", false, false},
		{"https://mail.google.com.evil.example/", false, false},
		{"https://evil.example/?u=https://mail.google.com/", false, false},
		{"https://mail.google.com@evil.example/", false, false},
		{"https://me:secret@mail.google.com/", false, false},
		{"https://supabase.co.evil.example/", false, false},
		{"https://.supabase.co/", false, false},
		{"https://evilsupabase.co/", false, false},
		{"javascript:alert(1)", false, false},
		{"file:///etc/passwd", false, false},
		{"mailto:a@b.example", false, false},
		{"https://mail.google.com/\n--flag", false, false},
		{"-https://mail.google.com/", false, false},
		{"", false, false},
		{"https://mail.google.com/" + strings.Repeat("a", maxLink), false, false},
	} {
		got, err := checkLink(c.link, c.sandbox)
		if (err == nil) != c.ok {
			t.Errorf("checkLink(%.60q, sandbox %v) = %.60q, %v; want ok %v", c.link, c.sandbox, got, err, c.ok)
		}
		if err != nil && apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("checkLink(%.60q): code %q, want %q", c.link, apperr.CodeOf(err), apperr.Invalid)
		}
	}
}
