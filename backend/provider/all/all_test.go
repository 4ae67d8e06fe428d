package all

import "testing"

func TestProvidersAreToldApart(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Providers() {
		info := p.Info()
		for _, word := range []string{"name " + info.Name, "table " + info.Table, "title " + info.Title} {
			if seen[word] {
				t.Errorf("%s is there twice", word)
			}
			seen[word] = true
		}
		for _, s := range info.Streams {
			if seen["stream "+s.Name] {
				t.Errorf("two providers have a stream %s", s.Name)
			}
			seen["stream "+s.Name] = true
		}
	}
	if len(seen) == 0 {
		t.Fatal("no providers")
	}
}
