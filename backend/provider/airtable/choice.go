package airtable

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mixdown/backend/apperr"
)

// choice is a table and its status field by id, with the names that they had when they were found.
type choice struct {
	Base      string `json:"base"`
	BaseName  string `json:"baseName,omitempty"`
	Table     string `json:"table"`
	TableName string `json:"tableName,omitempty"`
	Field     string `json:"field,omitempty"` // "" where no status field is chosen
	FieldName string `json:"fieldName,omitempty"`
	Primary   string `json:"primary,omitempty"` // asked for where there is no status field: one field must be named
	// Computed says that the status is worked out from other cells, so that a change of it is not told.
	Computed bool `json:"computed,omitempty"`
}

var (
	baseID  = regexp.MustCompile(`^app[A-Za-z0-9]{14}$`)
	address = regexp.MustCompile(`^(?:https?://)?(?:www\.)?airtable\.com/(app[A-Za-z0-9]+/tbl[A-Za-z0-9]+)[^:]*(:.+)?$`)
)

// ParseTable tidies what a person gives as a table: BASE/TABLE[:STATUS_FIELD] by names or ids, or the address of the table
// in the browser, with :STATUS_FIELD behind it or not. The error's code is Invalid.
func ParseTable(given string) (string, error) {
	given = strings.TrimSpace(given)
	if m := address.FindStringSubmatch(given); m != nil {
		return m[1] + m[2], nil
	}
	base, rest, ok := strings.Cut(given, "/")
	table, field, named := strings.Cut(rest, ":")
	if !ok || strings.TrimSpace(base) == "" || strings.TrimSpace(table) == "" || named && strings.TrimSpace(field) == "" || strings.Contains(given, "://") || len(given) > 600 {
		return "", source().Fail(apperr.Invalid, "Name the Airtable table as BASE/TABLE or BASE/TABLE:STATUS_FIELD, by names or ids, such as “Bookings/Contacts:Status”; or paste the table's address from the browser.", nil)
	}
	return given, nil
}

type (
	base struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	field struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Type string `json:"type"`
	}
	table struct {
		ID      string  `json:"id"`
		Name    string  `json:"name"`
		Primary string  `json:"primaryFieldId"`
		Fields  []field `json:"fields"`
	}
)

// find looks the rule's words up. It costs one call, and one more where the base is not given by its id.
func (a *api) find(ctx context.Context, words string) (choice, error) {
	bases, err := a.bases(ctx, words)
	if err != nil {
		return choice{}, err
	}
	b, rest, err := baseIn(bases, words)
	if err != nil {
		return choice{}, err
	}
	tables, err := a.tables(ctx, b.ID)
	if err != nil {
		return choice{}, err
	}
	c, err := tableIn(tables, b, rest)
	c.Base, c.BaseName = b.ID, text(b.Name)
	return c, err
}

// bases returns the bases that the words may mean: the one named by its id, else all.
func (a *api) bases(ctx context.Context, words string) ([]base, error) {
	if first, _, _ := strings.Cut(words, "/"); baseID.MatchString(first) {
		return []base{{ID: first}}, nil
	}
	var list []base
	query := url.Values{}
	for {
		var answer struct {
			Bases  *[]base `json:"bases"`
			Offset string  `json:"offset"`
		}
		if err := a.get(ctx, "bases", "/v0/meta/bases", query, &answer); err != nil {
			return nil, err
		}
		if answer.Bases == nil {
			return nil, source().BadAnswer("bases", fmt.Errorf("no bases"))
		}
		list = append(list, *answer.Bases...)
		if answer.Offset == "" || answer.Offset == query.Get("offset") || len(*answer.Bases) == 0 {
			return list, nil
		}
		query.Set("offset", answer.Offset)
	}
}

// baseIn finds the base by which the words begin; a name may hold a slash of its own.
func baseIn(bases []base, words string) (found base, rest string, err error) {
	for i, r := range words {
		if r != '/' {
			continue
		}
		hits := slices.DeleteFunc(slices.Clone(bases), func(b base) bool { return !named(words[:i], b.ID, b.Name) })
		if len(hits) > 1 {
			return base{}, "", missing(fmt.Sprintf("There are %d Airtable bases called “%s”. Name the one you mean by its id", len(hits), text(words[:i])), ids(hits))
		}
		if len(hits) == 1 {
			return hits[0], words[i+1:], nil
		}
	}
	first, _, _ := strings.Cut(words, "/")
	var names []string
	for _, b := range bases {
		names = append(names, b.Name)
	}
	return base{}, "", missing(fmt.Sprintf("Airtable has no base “%s” for this account. It has", text(first)), names)
}

func ids(bases []base) []string {
	var list []string
	for _, b := range bases {
		list = append(list, b.ID)
	}
	return list
}

// tableIn finds the table, and the status field behind a colon; a table's name may hold a colon of its own.
func tableIn(tables []table, b base, rest string) (choice, error) {
	cuts := []int{len(rest)}
	for i, r := range rest {
		if r == ':' {
			cuts = append(cuts, i)
		}
	}
	var near *table
	wanted := ""
	for _, cut := range cuts {
		for _, t := range tables {
			if !named(rest[:cut], t.ID, t.Name) {
				continue
			}
			if cut == len(rest) {
				return choice{Table: t.ID, TableName: text(t.Name), Primary: t.Primary}, nil
			}
			for _, f := range t.Fields {
				if named(rest[cut+1:], f.ID, f.Name) {
					return choice{Table: t.ID, TableName: text(t.Name), Field: f.ID, FieldName: text(f.Name), Computed: computed(f.Type)}, nil
				}
			}
			near, wanted = &t, rest[cut+1:]
		}
	}
	var names []string
	if near != nil {
		for _, f := range near.Fields {
			names = append(names, f.Name)
		}
		return choice{}, missing(fmt.Sprintf("The Airtable table “%s” has no field “%s”. It has", text(near.Name), text(wanted)), names)
	}
	for _, t := range tables {
		names = append(names, t.Name)
	}
	first, _, _ := strings.Cut(rest, ":")
	where := "base"
	if b.Name != "" {
		where = "base “" + text(b.Name) + "”"
	}
	return choice{}, missing(fmt.Sprintf("The Airtable %s has no table “%s”. It has", where, text(first)), names)
}

// named compares what a person wrote with an id, and with a name in any case.
func named(written, id, name string) bool {
	written = strings.TrimSpace(written)
	return written != "" && (written == id || strings.EqualFold(written, strings.TrimSpace(name)))
}

// missing says what there is in the place of what is not.
func missing(sentence string, names []string) error {
	quoted := []string{}
	for _, n := range names[:min(len(names), 8)] {
		quoted = append(quoted, "“"+cut(text(n), 30)+"”")
	}
	if len(names) > 8 {
		quoted = append(quoted, fmt.Sprintf("%d more", len(names)-8))
	}
	if len(quoted) == 0 {
		quoted = []string{"none"}
	}
	return source().Fail(apperr.NotFound, sentence+": "+strings.Join(quoted, ", ")+". Set it with `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`.", nil)
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// computed tells the kinds of field whose cells are not written by anybody: Airtable does not tell when they change.
// https://airtable.com/developers/web/api/field-model
func computed(kind string) bool {
	switch kind {
	case "singleSelect", "multipleSelects", "singleLineText", "multilineText", "email", "url", "phoneNumber", "number", "rating", "checkbox", "date", "singleCollaborator":
		return false
	}
	return true
}
