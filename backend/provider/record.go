package provider

import (
	"bytes"
	"encoding/json"
)

// Streams of the mailbox and the contact sheet.
const (
	StreamMessages        = "messages"         // one record a mail; data is MessageData
	StreamContacts        = "contacts"         // one record a contact, id is the email or "row:NAME"; data is ContactData
	StreamContactProblems = "contact_problems" // rows not counted as contacts, or with a cell that could not be read
	StreamSheet           = "sheet"            // one record: the sheet itself; At is when it was last modified; data is SheetData
)

// States of a message (CONTRACT.md, Exact meanings). The two Unread states are mails that the service listed and that are
// not read yet: they stand in the evidence so that nothing is forgotten, and are counted as "so far".
const (
	StatePitch       = "pitch"
	StateOwnFollowup = "own_followup"
	StateHumanReply  = "human_reply"
	StateAutoReply   = "auto_reply"
	StateBounce      = "bounce"
	StateDelayNotice = "delay_notice"
	StateReadReceipt = "read_receipt"
	StateListEcho    = "list_echo"
	StateUnrelated   = "unrelated"
	StateUnreadSent  = "unread_sent"
	StateUnreadIn    = "unread_in"
)

// States of a contact problem.
const (
	ProblemDuplicate    = "duplicate"       // the same address stands in an earlier row
	ProblemHeaderAgain  = "repeated_header" // the header line again
	ProblemInvalidEmail = "invalid_email"   // counted as a contact by its name
	ProblemBadDate      = "unreadable_date"
	ProblemFormulaError = "formula_error"
)

// MessageData is what is kept of a mail beside the record's columns: addresses, the ids that tie mails together, and the
// header that decided its state. Never a body.
type MessageData struct {
	To  []string `json:"to,omitempty"` // bare lower-case addresses
	Cc  []string `json:"cc,omitempty"`
	Bcc []string `json:"bcc,omitempty"`
	// Name is the display name of the sender.
	Name       string   `json:"name,omitempty"`
	MessageID  string   `json:"messageId,omitempty"` // RFC 5322, with angle brackets
	References []string `json:"references,omitempty"`
	// Own says that one of the account's own addresses sent it.
	Own bool `json:"own,omitempty"`
	// Answers is the service's id of our mail that this one answers.
	Answers string `json:"answers,omitempty"`
	// Header is the header line that decided the state, shortened to 200 characters.
	Header string `json:"header,omitempty"`
	// Snippet is Gmail's own snippet, kept of human replies only, and only where the person allows it.
	Snippet string `json:"snippet,omitempty"`
	// Failed are the recipients that a bounce or delay notice names.
	Failed []string `json:"failed,omitempty"`
	// AwayUntil is the last day of an absence that an automatic reply tells, as YYYY-MM-DD.
	AwayUntil string `json:"awayUntil,omitempty"`
	// Probable says that an automatic reply was told by its subject alone: the person may flip it.
	Probable bool `json:"probable,omitempty"`
	Spam     bool `json:"spam,omitempty"`
	// Tracked says that the person counted this mail by hand (`mixdown track`).
	Tracked bool `json:"tracked,omitempty"`
	// List says that a recipient is a mailing list.
	List bool `json:"list,omitempty"`
	// Attempts and Error belong to a mail that could not be read yet.
	Attempts int    `json:"attempts,omitempty"`
	Error    string `json:"error,omitempty"`
}

// WithoutSnippet returns a message's record without the extract of its words; other records as they are.
func WithoutSnippet(r Record) Record {
	var data MessageData
	if r.Stream != StreamMessages || !bytes.Contains(r.Data, []byte(`"snippet"`)) || json.Unmarshal(r.Data, &data) != nil {
		return r
	}
	data.Snippet = ""
	if raw, err := json.Marshal(data); err == nil {
		r.Data = raw
	}
	return r
}

// ContactData is what is kept of a row of the sheet beside its columns.
type ContactData struct {
	Role   string `json:"role"`
	Outlet string `json:"outlet,omitempty"`
	Added  string `json:"added,omitempty"` // the date as YYYY-MM-DD where it could be read, else as typed
	// StatusDate is the day of the status, written like Added, where the sheet has a column for it.
	StatusDate string `json:"statusDate,omitempty"`
	Row        int    `json:"row"` // 1-based, as the sheet shows it
}

// SheetData describes the sheet as it was read.
type SheetData struct {
	Version   string         `json:"version"` // Drive's version
	Title     string         `json:"title"`
	Tab       string         `json:"tab"`
	HeaderRow int            `json:"headerRow"` // 1-based
	Columns   map[string]int `json:"columns"`   // field (name, email, role, status, added, outlet) to 0-based column
	Headers   []string       `json:"headers"`
	Rows      int            `json:"rows"`
	ReadOnly  bool           `json:"readOnly"`
	// Chosen is what the person said of the columns: field to header, "" for no column.
	Chosen map[string]string `json:"chosen,omitempty"`
	// Agreed is where each field stood when the columns were last agreed on, and Changed how they differ from it now:
	// nothing is written until the person has answered.
	Agreed  map[string]Column `json:"agreed,omitempty"`
	Changed []ColumnChange    `json:"changed,omitempty"`
}

// Column is a place of a field in a sheet.
type Column struct {
	Index  int    `json:"index"` // from 0
	Header string `json:"header"`
}

// ColumnChange is a field whose column is not where it was.
type ColumnChange struct {
	Field string  `json:"field"`
	Was   Column  `json:"was"`
	Now   *Column `json:"now"` // nil: no column is known for it any more
}
