//go:build e2e

// Package supabase_test checks the stand-in project with Supabase's own client, as a second witness beside ours.
package supabase_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"mixdown/backend/sandbox"
)

func TestOfficialClient(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		if os.Getenv("MIXDOWN_REQUIRE_TOOLS") == "1" {
			t.Fatal("npm is not installed, and MIXDOWN_REQUIRE_TOOLS=1")
		}
		t.Skip("npm is not installed")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if _, err := os.Stat("node_modules/@supabase/supabase-js"); err != nil {
		if out, err := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error").CombinedOutput(); err != nil {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
	}
	s := sandbox.New(sandbox.Options{})
	p := s.AddSupabase("")
	s.Handle("mail", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/link" {
			_, _ = fmt.Fprint(w, p.Link(r.URL.Query().Get("email")))
			return
		}
		_, _ = fmt.Fprint(w, p.Code(r.URL.Query().Get("email")))
	}))
	gateway, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { p.Close(); _ = s.Close() }()
	out, err := exec.CommandContext(ctx, "node", "counterpart.mjs", gateway+"/"+sandbox.SupabaseHost, sandbox.SupabaseKey, gateway+"/mail/code").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestFunction runs the tests of the project's function, which hold it to the same rules as the program's receiver.
func TestFunction(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("MIXDOWN_REQUIRE_TOOLS") == "1" {
			t.Fatal("node is not installed, and MIXDOWN_REQUIRE_TOOLS=1")
		}
		t.Skip("node is not installed")
	}
	if out, err := exec.CommandContext(t.Context(), "node", "--test", "../../supabase/functions/hooks/").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
