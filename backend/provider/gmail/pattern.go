package gmail

import (
	"regexp"
	"sync"
)

// pattern compiles an expression where it is first used: the long ones took five of the milliseconds in which every command of
// the program, and its window, begin.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
