package provider

// Streams of a table of records.
const (
	StreamTable        = "at_table"   // one record: the table, What its name; data is TableData
	StreamTableRecords = "at_records" // one record a row, At when it was created, State the value of the status field, "" where it is empty, Group the table
)

// TableData says which table is read, by the names that it had when it was chosen.
type TableData struct {
	Base  string `json:"base"`
	Field string `json:"field,omitempty"` // the status field, "" where none was chosen
}
