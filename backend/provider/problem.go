package provider

// Further states of a contact problem: rows of the sheet that are nobody's.
const (
	ProblemTotals = "totals_row"       // a line of sums
	ProblemNobody = "no_name_no_email" // something stands there, but neither a name nor an email
)
