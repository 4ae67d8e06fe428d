package provider

import (
	"context"
	"net/http"

	"mixdown/backend/apperr"
)

// Writer is a provider that takes changes of the contact list. It never remembers where a row stood: it reads the list
// first and finds the contact again. Both methods may be called again after a failure: what was done is not done twice.
type Writer interface {
	// AddContacts appends contacts to the campaign's list. A contact that is already there, or that has neither a name nor
	// a valid email, is refused by itself; the others go in. With an error, some may be in.
	AddContacts(ctx context.Context, client *http.Client, account Account, scope Scope, contacts []NewContact) (Added, error)
	// EditContacts changes one cell for each edit, in their order, where it still holds what the edit was based on. With an
	// error, the results that are returned stand, and the edits behind them were not tried to the end.
	EditContacts(ctx context.Context, client *http.Client, account Account, scope Scope, edits []ContactEdit) ([]EditResult, error)
}

// Creator is a provider that can make an empty contact list to start from.
type Creator interface {
	// CreateList makes a list called title with a tab called tab and a header line. It becomes the account's own.
	CreateList(ctx context.Context, client *http.Client, title, tab string) (Created, error)
}

// Looker is a provider that can say what a contact list holds before it is used.
type Looker interface {
	// LookAt reads the list that scope's rule names. A tab that is not there is no error: the answer then lists those that are.
	LookAt(ctx context.Context, client *http.Client, account Account, scope Scope) (Look, error)
}

// Look is what a contact list holds. Its JSON is public.
type Look struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Tab      string        `json:"tab"` // "" where the named one is not there
	Tabs     []string      `json:"tabs"`
	Columns  []LookColumn  `json:"columns"`
	Contacts int           `json:"contacts"`
	Problems []LookProblem `json:"problems"`
}

// LookColumn is one column that is read as a field of a contact.
type LookColumn struct {
	Field  string `json:"field"`  // name, email, role, outlet, status or added
	Header string `json:"header"` // as it stands in the list
}

// LookProblem is something in the list that is not counted, or not readable.
type LookProblem struct {
	Kind string `json:"kind"`
	Why  string `json:"why"` // with its row: "row 12: the same address stands in row 3; counted there"
}

// NewContact is a person to add.
type NewContact struct {
	Name   string `json:"name"`
	Email  string `json:"email"`
	Role   string `json:"role"`
	Outlet string `json:"outlet"`
	Status string `json:"status"` // empty: the campaign's marker of new contacts
	Added  string `json:"added"`  // YYYY-MM-DD; empty: today in the campaign's zone
}

// Added is what became of contacts to add.
type Added struct {
	IDs     []string         `json:"ids"` // of the contacts that are in now
	Refused []RefusedContact `json:"refused"`
	// NoColumn names the fields that were given and not written, because the list has no column for them.
	NoColumn []string `json:"noColumn"`
}

// RefusedContact is one that was not added.
type RefusedContact struct {
	Index   int    `json:"index"` // in the given contacts, from 0
	Email   string `json:"email"`
	Message string `json:"message"`
	// Exists says that it is in the list already: for a repeated attempt that is as good as added.
	Exists bool `json:"exists"`
}

// ContactEdit changes one field of one contact.
type ContactEdit struct {
	ID    string // the contact's record id: the email, or "row:NAME"
	Field string // "name", "role", "outlet", "status" or "added"
	Base  string // what the field held when the person changed it
	Value string // what it shall hold
	// Day is the day of a status, which moves together with it in lists that have a column for it: both hold what the
	// person saw, or neither is written. Nil leaves that column alone.
	Day *StatusDay
}

// StatusDay is the day that belongs to a status, as YYYY-MM-DD.
type StatusDay struct {
	Base  string
	Value string
}

// Outcomes of an edit.
const (
	EditApplied  = "applied"  // the list holds the value now
	EditConflict = "conflict" // the list holds something else than the base; nothing was written
	EditGone     = "gone"     // the contact is not in the list any more
	EditRefused  = "refused"  // the list cannot hold it: a formula stands there, the column is missing
)

// EditResult is what became of an edit.
type EditResult struct {
	State  string
	Theirs string // what the list holds
	// TheirsDay is the day of the status that the list holds, where the edit had one.
	TheirsDay string
	Message   string // why it was refused, for the person
	// Code is the kind of a refusal: SheetShape where the list has no place for the field, Invalid where the value does not
	// fit, ReadOnly for everything else.
	Code apperr.Code
}

// Created is a new contact list.
type Created struct {
	ID   string `json:"id"`
	Tab  string `json:"tab"`
	Link string `json:"link"`
}
