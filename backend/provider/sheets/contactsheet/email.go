package contactsheet

import (
	"net/url"
	"strings"
	"unicode"
)

// Emails returns the valid addresses in a cell, lower-case, in their order, each once. It reads bare addresses, several
// of them with any separator, display-name forms ("Ann <ann@radio.example>") and mailto links.
func Emails(cell string) []string {
	var found []string
	for _, word := range strings.FieldsFunc(cell, separates) {
		address, ok := Email(word)
		if !ok {
			continue
		}
		seen := false
		for _, f := range found {
			seen = seen || f == address
		}
		if !seen {
			found = append(found, address)
		}
	}
	return found
}

func separates(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(`,;|<>()[]"/\`, r)
}

// Email returns one address as it is compared everywhere: bare and lower-case, dots and + kept. It is false for anything
// that mail could not be sent to on the internet.
func Email(word string) (string, bool) {
	word = strings.Trim(strings.TrimSpace(word), ".,:;'`<>")
	if len(word) > len("mailto:") && strings.EqualFold(word[:len("mailto:")], "mailto:") {
		word, _, _ = strings.Cut(word[len("mailto:"):], "?")
		if plain, err := url.PathUnescape(word); err == nil {
			word = plain
		}
	}
	word = strings.ToLower(word)
	local, domain, ok := strings.Cut(word, "@")
	// RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all.
	if !ok || local == "" || len(local) > 64 || len(word) > 254 {
		return "", false
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "", false
	}
	for _, r := range local {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
			return "", false
		}
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return "", false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "", false
		}
		for _, r := range label {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != '-' {
				return "", false
			}
		}
	}
	return word, true
}
