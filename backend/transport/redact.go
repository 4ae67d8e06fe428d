package transport

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
)

const hidden = "[redacted]"

// secretNames are the names whose values are secret wherever they stand: form fields, JSON keys, headers, log attributes.
const secretNames = `access_?token|refresh_?token|id_?token|client_?secret|code_?verifier|code_?challenge|token|tokens|api_?key|x-api-key|apikey|password|passwd|passphrase|secret|secrets|mac_?secret_?base64|authorization|proxy-authorization|cookie|set-cookie|x-mailchimp-signature|session|jwt|assertion|nonce|verifier|credential|credentials|bearer`

// redactor holds the compiled patterns.
type redactor struct {
	header, pair, loose, bearer, known, page, relative, encoded, address, long *regexp.Regexp
	name                                                                       *regexp.Regexp
}

// patterns compiles them once. They are values, not state.
var patterns = sync.OnceValue(func() *redactor {
	return &redactor{
		// A header with its whole line.
		header: regexp.MustCompile(`(?i)\b((?:proxy-)?authorization|set-cookie|cookie)(["']?\s*[:=]\s*)[^\r\n"'}\]]+`),
		// name=value, "name":"value", name: value
		pair: regexp.MustCompile(`(?i)(\b(?:` + secretNames + `)\\?["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|\\"(?:[^"\\]|\\[^"])*\\"|'[^']*'|\[[^\]]*\]|[^\s"'&,;}\])]+)`),
		// These have everyday meanings too (an error's code, a metric's key): short plain words after them are kept.
		loose:  regexp.MustCompile(`(?i)(\b(?:code|state|key)\\?["']?\s*[:=]\s*\\?["']?)([^\s"'&,;}\])\\]+)`),
		bearer: regexp.MustCompile(`(?i)\b(bearer|basic|oauth)\s+[A-Za-z0-9._~+/=%-]{6,}`),
		// The shapes of tokens, keys and codes of the services in use.
		known: regexp.MustCompile(`ya29\.[\w.-]+|\b1//[\w-]+|\b1%2[fF]%2[fF][\w-]+|\b4/[\w-]{10,}|\b4%2[fF][\w-]{10,}|GOCSPX-[\w-]+|\bAIza[\w-]{20,}|` +
			`\bpat[A-Za-z0-9]{10,}(?:\.[0-9a-f]+)?|\boaa[\w.-]{12,}|\b[0-9a-f]{32}-[a-z]{2,3}\d{1,3}\b|\bsb_(?:publishable|secret)_[\w-]+|\bsbp_[\w-]+|` +
			`\beyJ[\w-]+(?:\.[\w-]+){1,4}`),
		page:     regexp.MustCompile(`(?i)\b(?:https?|wss?)://[^\s"'<>\\]+`),
		relative: regexp.MustCompile(`(/[\w./%~:@+-]*)\?[^\s"'<>\\]+`),
		encoded:  regexp.MustCompile(`(?i)[\w.+-]+%40([\w-]+(?:\.[\w-]+)+)`),
		address:  regexp.MustCompile(`(?:"[^"\r\n]{1,64}"|[^\s<>"'(),:;@\[\]=/\\]+)@((?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+)`),
		long:     regexp.MustCompile(`[A-Za-z0-9_~-]{40,}`),
		name:     regexp.MustCompile(`(?i)^(?:.*[_.-])?(?:` + secretNames + `)$`),
	}
})

// Redact returns s without tokens, codes, keys, Authorization and cookie values, without the query of any address, and without
// the part of a mail address before its domain. It is meant for logs: it rather hides too much.
func Redact(s string) string {
	if s == "" {
		return s
	}
	p := patterns()
	s = p.page.ReplaceAllStringFunc(s, redactPage)
	s = p.relative.ReplaceAllString(s, "$1?"+hidden)
	s = p.header.ReplaceAllString(s, "${1}${2}"+hidden)
	s = p.bearer.ReplaceAllString(s, "$1 "+hidden)
	s = p.pair.ReplaceAllString(s, "${1}"+hidden)
	s = p.loose.ReplaceAllStringFunc(s, func(m string) string {
		parts := p.loose.FindStringSubmatch(m)
		if plainWord(parts[2]) {
			return m
		}
		return parts[1] + hidden
	})
	s = p.known.ReplaceAllString(s, hidden)
	s = p.encoded.ReplaceAllString(s, "…@$1")
	s = p.address.ReplaceAllString(s, "…@$1")
	return p.long.ReplaceAllString(s, hidden)
}

// redactPage keeps scheme, host and path of an address.
func redactPage(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return hidden
	}
	out := u.Scheme + "://" + u.Host + u.EscapedPath()
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		out += "?" + hidden
	}
	return out
}

// plainWord tells an error code (needs_sign_in, 403) from the code and state of a sign-in.
func plainWord(s string) bool {
	if s == hidden {
		return true
	}
	if len(s) > 24 {
		return false
	}
	if strings.Trim(s, "0123456789") == "" {
		return len(s) <= 4
	}
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz_") == ""
}
