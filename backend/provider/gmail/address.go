package gmail

import (
	"mime"
	"net/mail"
	"slices"
	"strings"
)

// maxRecipients bounds the addresses kept of one header.
const maxRecipients = 2000

// address is one mailbox of a header: bare and lower-case, with its display name.
type address struct {
	bare string
	name string
}

var bareAddress = pattern(`[^\s<>()\[\],;:"@]+@[^\s<>()\[\],;:"@]+`)

// parseAddresses reads an address header. What net/mail refuses is searched for anything that looks like an address: people
// and old software write "Ann Lee ann@radio.example".
func parseAddresses(header string) []address {
	if header == "" {
		return nil
	}
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charsetReader}}
	var out []address
	if list, err := parser.ParseList(header); err == nil {
		for _, a := range list {
			out = append(out, address{bare: bare(a.Address), name: clean(a.Name, 200)})
		}
	} else {
		decoded := decodeHeader(header)
		for i, a := range bareAddress().FindAllString(decoded, maxRecipients) {
			one := address{bare: bare(a)}
			if before, _, ok := strings.Cut(decoded, a); ok && i == 0 {
				one.name = clean(strings.Trim(before, " <\"'"), 200)
			}
			out = append(out, one)
		}
	}
	if len(out) > maxRecipients {
		out = out[:maxRecipients]
	}
	return slices.DeleteFunc(out, func(a address) bool { return a.bare == "" })
}

// bare lower-cases an address and trims what surrounds it; "" where it is none.
func bare(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "<>\"' "))
	if !strings.Contains(s, "@") || len(s) > 320 {
		return ""
	}
	return clean(s, 320)
}

// bares returns the addresses without repetition, leaving out those that leave says.
func bares(list []address, leave func(string) bool) []string {
	var out []string
	seen := map[string]bool{}
	for _, a := range list {
		if !seen[a.bare] && !leave(a.bare) {
			seen[a.bare] = true
			out = append(out, a.bare)
		}
	}
	return out
}

// mailbox is the form in which own addresses are compared: Gmail ignores dots and what follows a plus, and knows its old
// second domain, in addresses of its own domain.
func mailbox(addr string) string {
	local, domain, ok := strings.Cut(strings.ToLower(strings.TrimSpace(addr)), "@")
	if !ok {
		return addr
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local, _, _ = strings.Cut(local, "+")
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// own is the set of addresses that the mailbox sends as.
type own map[string]bool

func ownOf(addresses ...string) own {
	set := own{}
	for _, a := range addresses {
		set.add(a)
	}
	return set
}

func (o own) add(addr string) {
	if strings.Contains(addr, "@") {
		o[mailbox(addr)] = true
	}
}

func (o own) has(addr string) bool { return o[mailbox(addr)] }

// isListAddress tells a mailing list by its address alone, which is sure only for the well-known hosts of lists.
func isListAddress(addr string) bool {
	_, domain, _ := strings.Cut(addr, "@")
	switch domain {
	case "googlegroups.com", "groups.io", "freelists.org", "yahoogroups.com", "googlegroups.co.uk":
		return true
	}
	return strings.HasPrefix(domain, "lists.") || strings.HasPrefix(domain, "list.")
}
