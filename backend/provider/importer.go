package provider

// Importer is a provider that takes files which the person got from the service by hand, for what its API does not tell.
// It needs no connection.
type Importer interface {
	// ReadImport reads one file and stores nothing. A file that does not fit is apperr.Invalid, with the row where there is
	// one to name. The records are those of a file that was read for the first time.
	ReadImport(file ImportFile) (Imported, error)
	// Kept returns what is to be held of a record read from a file, beside the record that is held: what the new file does
	// not say stays. Both have the same stream and id. same says that the new file tells nothing new.
	Kept(held, read Record) (kept Record, same bool, err error)
}

// ImportLimit is the most bytes of a file to import.
const ImportLimit = 5 << 20

// ImportFile is a file to import, with what it may not say itself.
type ImportFile struct {
	Name   string // base name
	Data   []byte
	Period string // "2026-10-01..2026-10-28", "all", or ""
	Artist string // or ""
}

// Imported is what a file holds.
type Imported struct {
	Kind     string // the service's kind of file: "audience_timeline"
	Artist   string // "" where neither the file nor the person says
	Rows     int
	From, To string // YYYY-MM-DD, "" where not known
	All      bool   // the period is all time
	Sum      string // SHA-256 of the content, in hex
	Records  []Record
	// Whole says that a copy of the file under another name could not be told by its records: where records with its sum are
	// held already, it was imported.
	Whole bool
	// Period says whether the person is to be asked for the days that the figures are of. It is set beside an error too.
	Period PeriodWord
}

// PeriodWord says whether a file tells its own period.
type PeriodWord string

// Whether a file tells its own period.
const (
	PeriodTold     PeriodWord = ""         // the file has its days
	PeriodOptional PeriodWord = "optional" // it has none and counts without
	PeriodNeeded   PeriodWord = "needed"   // it has none, and without one its figures mean nothing
)
