package mirror

import _ "embed" // the SQL is part of the program

// SchemaVersion is the version that schema.sql installs. A project that has an older one still works as far as it goes; the
// program says that the SQL has to be run again. A test holds the two together.
const SchemaVersion = 1

//go:embed schema.sql
var schema string

// Schema returns the SQL that the person runs once in their own Supabase project. It can be run again at any time.
func Schema() string { return schema }
