// Package steady runs property tests from one seed, so that the gate says the same of the same code: a new history that fails
// is found by whoever looks for one (go test -rapid.seed=N, -rapid.checks=N), not by whoever lands next.
package steady

import (
	"flag"
	"testing"

	"pgregory.net/rapid"
)

// seed is any number but 0, which would be another one at each run.
const seed = "20261122"

// Check is rapid.Check from the one seed, unless -rapid.seed names another.
func Check(t *testing.T, prop func(*rapid.T)) {
	t.Helper()
	if f := flag.Lookup("rapid.seed"); f != nil && f.Value.String() == "0" {
		if err := f.Value.Set(seed); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, prop)
}
