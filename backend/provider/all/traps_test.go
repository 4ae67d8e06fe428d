package all

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Every trap that is written down names a test, and every named test is there.
func TestTrapsAreTested(t *testing.T) {
	backend := filepath.Join("..", "..")
	list, err := os.ReadFile(filepath.Join(backend, "..", "docs", "traps.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{} // "package.TestName"
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	for _, folder := range []string{"auth", "desk", "metric", "provider", "provider/airtable", "provider/mailchimp", "provider/spotify", "provider/spotify/export", "sandbox", "tracker", "transport"} {
		files, err := filepath.Glob(filepath.Join(backend, filepath.FromSlash(folder), "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range declared.FindAllSubmatch(source, -1) {
				tests[filepath.Base(folder)+"."+string(m[1])] = true
			}
		}
	}
	named := regexp.MustCompile(`\w+\.Test\w+`)
	rows := 0
	for _, row := range regexp.MustCompile(`(?m)^\| [^|]+\| [^|]+\|([^|]*)\|$`).FindAllSubmatch(list, -1) {
		cell := string(row[1])
		if cell == " test " || cell == "---" {
			continue
		}
		rows++
		names := named.FindAllString(cell, -1)
		if len(names) == 0 {
			t.Errorf("no test holds %s", row[0])
		}
		for _, name := range names {
			if !tests[name] {
				t.Errorf("%s is not there", name)
			}
		}
	}
	if rows < 35 {
		t.Errorf("only %d traps were read", rows)
	}
}
