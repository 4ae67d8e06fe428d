package sandbox

import (
	"strings"
	"unicode"
)

// node is a piece of a parsed search.
type node struct {
	kind  nodeKind
	not   bool
	subs  []node
	op    string // lower-case operator, "" for bare words
	value string
	exact bool // the value stood in quotes
}

type nodeKind int

const (
	nodeAnd nodeKind = iota
	nodeOr
	nodeTerm
)

// parseQuery reads a search as Gmail's box does. It never fails: what is no operator is words.
// https://support.google.com/mail/answer/7190
func parseQuery(q string) node {
	p := &queryParser{text: []rune(q)}
	return p.group("", 0)
}

type queryParser struct {
	text []rune
	at   int
}

// group reads terms until the closing rune (0: the end). op is put before every bare word in it: subject:(a b).
func (p *queryParser) group(op string, closing rune) node {
	join := nodeAnd
	if closing == '}' {
		join = nodeOr
	}
	out := node{kind: join}
	or := false
	for {
		p.space()
		if p.at >= len(p.text) {
			return out
		}
		if p.text[p.at] == closing && closing != 0 {
			p.at++
			return out
		}
		if p.word("OR") || p.text[p.at] == '|' {
			if p.text[p.at] == '|' {
				p.at++
			} else {
				p.at += 2
			}
			or = len(out.subs) > 0
			continue
		}
		if p.word("AND") {
			p.at += 3
			continue
		}
		next, ok := p.term(op)
		if !ok {
			continue
		}
		if last := len(out.subs) - 1; or && last >= 0 {
			if out.subs[last].kind == nodeOr && !out.subs[last].not && out.subs[last].op == "joined" {
				out.subs[last].subs = append(out.subs[last].subs, next)
			} else {
				out.subs[last] = node{kind: nodeOr, op: "joined", subs: []node{out.subs[last], next}}
			}
		} else {
			out.subs = append(out.subs, next)
		}
		or = false
	}
}

func (p *queryParser) space() {
	for p.at < len(p.text) && unicode.IsSpace(p.text[p.at]) {
		p.at++
	}
}

// word reports whether a keyword in capitals stands here on its own.
func (p *queryParser) word(w string) bool {
	end := p.at + len(w)
	return end <= len(p.text) && string(p.text[p.at:end]) == w && (end == len(p.text) || unicode.IsSpace(p.text[end]))
}

func (p *queryParser) term(op string) (node, bool) {
	not := false
	for p.at < len(p.text) && (p.text[p.at] == '-' || p.text[p.at] == '+') {
		not = not != (p.text[p.at] == '-')
		p.at++
	}
	if p.at >= len(p.text) {
		return node{}, false
	}
	switch p.text[p.at] {
	case '(', '{':
		closing := map[rune]rune{'(': ')', '{': '}'}[p.text[p.at]]
		p.at++
		n := p.group(op, closing)
		n.not = not
		return n, len(n.subs) > 0
	case ')', '}':
		p.at++
		return node{}, false
	case '"':
		return node{kind: nodeTerm, op: op, value: p.quoted(), exact: true, not: not}, true
	}
	start := p.at
	for p.at < len(p.text) && !unicode.IsSpace(p.text[p.at]) && !strings.ContainsRune(`"(){}`, p.text[p.at]) {
		if p.text[p.at] == ':' && isOperator(string(p.text[start:p.at])) {
			return p.operator(strings.ToLower(string(p.text[start:p.at])), not)
		}
		p.at++
	}
	return node{kind: nodeTerm, op: op, value: string(p.text[start:p.at]), not: not}, true
}

// operator reads what follows "op:".
func (p *queryParser) operator(op string, not bool) (node, bool) {
	p.at++
	p.space()
	if p.at >= len(p.text) {
		return node{}, false
	}
	switch p.text[p.at] {
	case '(', '{':
		closing := map[rune]rune{'(': ')', '{': '}'}[p.text[p.at]]
		p.at++
		n := p.group(op, closing)
		n.not = not
		return n, len(n.subs) > 0
	case '"':
		return node{kind: nodeTerm, op: op, value: p.quoted(), exact: true, not: not}, true
	}
	start := p.at
	for p.at < len(p.text) && !unicode.IsSpace(p.text[p.at]) && !strings.ContainsRune(`(){}`, p.text[p.at]) {
		p.at++
	}
	return node{kind: nodeTerm, op: op, value: string(p.text[start:p.at]), not: not}, p.at > start
}

func (p *queryParser) quoted() string {
	p.at++
	start := p.at
	for p.at < len(p.text) && p.text[p.at] != '"' {
		p.at++
	}
	value := string(p.text[start:p.at])
	p.at = min(p.at+1, len(p.text))
	return value
}

var operators = map[string]bool{"in": true, "is": true, "from": true, "to": true, "cc": true, "bcc": true, "subject": true,
	"after": true, "before": true, "newer": true, "older": true, "newer_than": true, "older_than": true, "rfc822msgid": true,
	"has": true, "label": true, "category": true, "list": true, "deliveredto": true, "filename": true, "size": true,
	"larger": true, "smaller": true}

func isOperator(word string) bool { return operators[strings.ToLower(word)] }

// words splits text as the search index does: runs of letters and digits, folded to lower case. A plural "s" is dropped, as
// the index takes "springs" for "spring": a search finds more than the words that were asked for.
func words(text string) []string {
	out := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	for i, w := range out {
		if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			out[i] = w[:len(w)-1]
		}
	}
	return out
}

// hasPhrase reports whether want stands in have in one piece.
func hasPhrase(have, want []string) bool {
	if len(want) == 0 {
		return false
	}
	for i := 0; i+len(want) <= len(have); i++ {
		j := 0
		for j < len(want) && have[i+j] == want[j] {
			j++
		}
		if j == len(want) {
			return true
		}
	}
	return false
}
