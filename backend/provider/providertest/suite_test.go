package providertest_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"mixdown/backend/provider/providertest"
)

func toySuite(fault string) providertest.Suite {
	return providertest.Suite{Provider: toy{fault}, Open: func(*testing.T) providertest.Service {
		s := &toyService{version: 1}
		return providertest.Service{Client: &http.Client{Transport: s}, Change: func(*testing.T) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.version++
		}}
	}}
}

func TestAnHonestProviderPasses(t *testing.T) {
	providertest.Run(t, toySuite(""))
}

// faultVar names the fault that the child process of TestABrokenPromiseIsSeen runs the suite with.
const faultVar = "PROVIDERTEST_FAULT"

func TestChild(t *testing.T) {
	fault := os.Getenv(faultVar)
	if fault == "" {
		t.Skip("runs in a child process")
	}
	providertest.Run(t, toySuite(fault))
}

func TestABrokenPromiseIsSeen(t *testing.T) {
	for fault, says := range map[string]string{
		"reads all again":            "one with nothing new",
		"leaves a goroutine":         "a goroutine of the provider is left",
		"passes over a failed page":  "Sync says that it read everything",
		"cursor before the rows":     "gone on after",
		"a secret in the cursor":     "the cursor holds",
		"never complete":             "progress is",
		"swallows emit's error":      "not emit's error",
		"goes on after emit's error": "emit was called again",
		"a state of its own":         "not one of the stream's",
		"bytes that are no text":     "not UTF-8",
		"another stream":             "not in Info.Streams",
		"no id":                      "has no id",
		"new each time":              "with a strange cursor",
		"asks elsewhere":             "not one of Info.Hosts",
		"deaf to cancelling":         "with a cancelled context",
		"leaves an answer open":      "answers were opened",
		"errors without a code":      `code "internal"`,
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$", "-test.failfast")
			child.Env = append(os.Environ(), faultVar+"="+fault)
			out, err := child.CombinedOutput()
			if err == nil || !strings.Contains(string(out), says) {
				t.Errorf("the suite does not say %q (%v):\n%.3000s", says, err, out)
			}
		})
	}
}
