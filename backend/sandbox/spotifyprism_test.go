package sandbox

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// spotifySpec is the folder of Spotify's OpenAPI description: MIXDOWN_SPECS, or beside the checkout as ../shared/specs.
func spotifySpec() string {
	folder := os.Getenv("MIXDOWN_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	return filepath.Join(folder, "spotify-openapi.yml")
}

// prism is the program of Stoplight's Prism, where `make prism` put it or in the path; "" for none.
func prism() string {
	for _, name := range []string{filepath.Join("..", "..", "build", "bin", "tools", "prism", "node_modules", ".bin", "prism"), "prism"} {
		if path, err := exec.LookPath(name); err == nil {
			if path, err = filepath.Abs(path); err == nil {
				return path
			}
		}
	}
	return ""
}

// Every answer of the stand-in, and every request of the provider, pass between under the eyes of Prism, which knows nothing of
// ours but Spotify's own description.
func TestSpotifyUnderPrism(t *testing.T) {
	spec, program := spotifySpec(), prism()
	if _, err := os.Stat(spec); err != nil {
		t.Skipf("Spotify's OpenAPI description is not at %s: name its folder with MIXDOWN_SPECS", spec)
	}
	if program == "" {
		t.Skip("Prism is not installed: run `make prism`")
	}
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s, base := spotifyServer(t, &clock)
	token := s.Spotify().Token("playlist-read-private", "playlist-read-collaborative")
	address := proxied(t, program, whole(t, spec), base+"/"+spotifyHost+"/v1")
	for _, c := range []struct {
		path   string
		status int
	}{
		{"/me", http.StatusOK},
		{"/me/playlists?limit=50", http.StatusOK},
		{"/playlists/" + SpringPlaylist, http.StatusOK},
		{"/playlists/" + SpringOtherPlaylist, http.StatusOK},
		{"/playlists/" + SpringPlaylist + "/items?limit=50&offset=0&additional_types=track,episode", http.StatusOK},
		{"/playlists/" + SpringOtherPlaylist + "/items?limit=50", http.StatusForbidden},
	} {
		status, answer, _ := ask(t, http.MethodGet, address+c.path, token, nil)
		problems, nulls := violations(answer)
		if len(problems) > 0 || nulls == 0 && status != c.status {
			t.Errorf("%s: %d, want %d: %v", c.path, status, c.status, problems)
		}
	}
	// Prism does see what is wrong: a limit above 50 is no request of Spotify's.
	if status, answer, _ := ask(t, http.MethodGet, address+"/me/playlists?limit=51", token, nil); status < 400 || answer["validation"] == nil && answer["type"] == nil {
		t.Errorf("a limit of 51 passed: %d %v", status, answer)
	}
}

// violations are what Prism has against an answer. Its description calls added_at a text, and says in words that it is null in
// very old playlists: nulls counts those.
func violations(answer map[string]any) (problems []string, nulls int) {
	list, _ := answer["validation"].([]any)
	for _, v := range list {
		one, _ := v.(map[string]any)
		said := fmt.Sprint(one["message"])
		if strings.HasSuffix(said, "added_at must be string") {
			nulls++
			continue
		}
		problems = append(problems, said)
	}
	return problems, nulls
}

// whole is a copy of the description without Spotify's terms of use, which it takes from a file that it comes without. They
// say nothing of requests and answers.
func whole(t *testing.T, spec string) string {
	t.Helper()
	raw, err := os.ReadFile(spec)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "spotify.yml")
	var kept []string
	terms, indent := false, 0
	for _, l := range strings.Split(string(raw), "\n") {
		bare := strings.TrimLeft(l, " ")
		if terms && bare != "" && len(l)-len(bare) <= indent {
			terms = false
		}
		if strings.HasPrefix(bare, "x-spotify-policy") {
			terms, indent = true, len(l)-len(bare)
		}
		if !terms {
			kept = append(kept, l)
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(kept, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// proxied starts Prism before an address and returns its own.
func proxied(t *testing.T, program, spec, upstream string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, program, "proxy", spec, upstream, "--errors", "--host", "127.0.0.1", "--port", port)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	ready := make(chan error, 1)
	go func() {
		var said []string
		lines := bufio.NewScanner(out)
		told := false
		for lines.Scan() {
			said = append(said, lines.Text())
			if !told && strings.Contains(lines.Text(), "Prism is listening") {
				told = true
				ready <- nil
			}
		}
		if !told {
			ready <- fmt.Errorf("prism ended: %s", strings.Join(said, "\n"))
		}
	}()
	select {
	case err := <-ready:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("prism did not start")
	}
	return "http://127.0.0.1:" + port
}
