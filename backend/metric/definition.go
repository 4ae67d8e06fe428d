package metric

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Definition says what one number means. It is data: the evaluator treats all of them alike.
type Definition struct {
	Key   string
	Label string
	// Unbound is the label while the value is not the bound that Label says it is; "" where Label says nothing of the kind.
	Unbound string
	Unit    string
	Agent   string // the agent that the number belongs to, in the table campaign_results
	// Source is the provider word of the source that gives it, "" for the figures about ourselves.
	Source string
	// Words are what the person reads behind the "i".
	Words string
	// Version is raised whenever the words or the rows change, so that history says which it used.
	Version int

	Counted  Selection // the rows that are counted
	Base     Selection // the rows they are a share of; nil: the counted rows themselves
	Excluded Selection // what is left out, each row with the reason; nil: nothing
	Value    Follow    // how the value follows from the rows
	// Unknown returns why the value is not known although the source was read, or "". May be nil.
	Unknown func(*View) string

	// Partial is what an incomplete value is called: SoFar or AtLeast.
	Partial Partial
	// None is shown in place of a counted zero ("none seen"), where a zero would claim too much.
	None string
	// Streams of an import that makes the number known without a connection.
	Imported []string
	// Split says that the value is told apart by the state of its rows: a row that changes its state is a change.
	Split bool
	// Quiet values move with the clock or with each run: a change of them is no news.
	Quiet bool
}

// Selection picks rows from the view, newest first.
type Selection func(*View) []Row

// Follow turns the rows of a result into its value, or into the reason why there is none.
type Follow func(*View, *result)

// Partial is how an incomplete value is spoken of.
type Partial string

// The two ways: more will be counted, or the value is a lower bound.
const (
	SoFar   Partial = "so far"
	AtLeast Partial = "at least"
)

// SmallBase is the base below which a share is shown as "3 of 11" and not as a percentage.
const SmallBase = 20

// Definitions returns the table of all definitions.
func Definitions() []Definition { return slices.Clone(definitions) }

// Count: the value is the number of counted rows.
func Count(_ *View, r *result) { r.set(float64(len(r.counted))) }

// Groups is Count with the rows told apart by their state, "(blank)" among them.
func Groups(_ *View, r *result) {
	r.set(float64(len(r.counted)))
	r.groups = map[string]int{}
	for i := range r.counted {
		r.groups[r.counted[i].State]++
	}
}

// Share returns a Follow for counted rows ÷ base rows in per cent, rounded to so many decimals. noBase is the reason
// given for a base of none.
func Share(decimals int, noBase string) Follow {
	return func(_ *View, r *result) {
		r.share(float64(len(r.counted)), float64(len(r.base)), decimals, noBase)
		if len(r.base) > 0 && len(r.base) < SmallBase {
			r.display = ofText(len(r.counted), len(r.base))
		}
	}
}

// LowerBound makes the value of follow a lower bound, however much is read.
func LowerBound(follow Follow) Follow {
	return func(v *View, r *result) {
		follow(v, r)
		r.bound = true
	}
}

// Ratio returns a Follow for the sum of the rows' parts ÷ the sum of what they are parts of, in per cent with one decimal.
func Ratio(noBase string) Follow {
	return func(_ *View, r *result) {
		var part, whole float64
		for i := range r.counted {
			part += deref(r.counted[i].Value)
			whole += deref(r.counted[i].Of)
		}
		r.share(part, whole, 1, noBase)
		r.parts = &[2]float64{part, whole}
	}
}

// Sum returns a Follow for the sum of the rows' values. none is the reason given when there is no row; "" makes it 0.
// A base row without a value makes the sum unknown, for the reason missing: the known ones stay its rows.
func Sum(none, missing string) Follow {
	return func(_ *View, r *result) {
		if len(r.base) == 0 && none != "" {
			r.unknown = none
			return
		}
		for i := range r.base {
			if r.base[i].Value == nil && missing != "" {
				r.unknown = missing
				return
			}
		}
		var sum float64
		for i := range r.counted {
			sum += deref(r.counted[i].Value)
		}
		r.set(sum)
	}
}

// Latest returns a Follow for the value of the newest row.
func Latest(none string) Follow {
	return func(_ *View, r *result) {
		if len(r.counted) == 0 {
			r.unknown = none
			return
		}
		newest := slices.MaxFunc(r.counted, func(a, b Row) int { return a.At.Compare(b.At) })
		r.set(deref(newest.Value))
	}
}

// Largest returns a Follow for the greatest value of the rows.
func Largest(none string) Follow {
	return func(_ *View, r *result) {
		if len(r.counted) == 0 {
			r.unknown = none
			return
		}
		best := 0.0
		for i := range r.counted {
			best = max(best, deref(r.counted[i].Value))
		}
		r.set(best)
	}
}

// Median returns a Follow for the median of the rows' values with one decimal. Fewer than three are shown one by one.
func Median(none string) Follow {
	return func(_ *View, r *result) {
		if len(r.counted) == 0 {
			r.unknown = none
			return
		}
		values := make([]float64, len(r.counted))
		for i := range r.counted {
			values[i] = deref(r.counted[i].Value)
		}
		slices.Sort(values)
		m := len(values) / 2
		median := values[m]
		if len(values)%2 == 0 {
			median = (values[m-1] + values[m]) / 2
		}
		r.set(round(median, 1))
		if len(values) < 3 {
			texts := make([]string, len(values))
			for i, h := range values {
				texts[i] = hours(h)
			}
			r.display = strings.Join(texts, ", ")
			return
		}
		r.display = hours(*r.value)
	}
}

func round(x float64, decimals int) float64 {
	p := math.Pow(10, float64(decimals))
	return math.Round(x*p) / p
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func ofText(n, of int) string { return strconv.Itoa(n) + " of " + strconv.Itoa(of) }

// hours shows a length of time given in hours: days from two days on.
func hours(h float64) string {
	if h >= 48 {
		return number(round(h/24, 1)) + " d"
	}
	return number(round(h, 1)) + " h"
}

func deref(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}

func ptr[T any](x T) *T { return &x }

// Unit returns the unit of a number; false where there is none of that key.
func Unit(key string) (string, bool) {
	for i := range definitions {
		if definitions[i].Key == key {
			return definitions[i].Unit, true
		}
	}
	return "", false
}
