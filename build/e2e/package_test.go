//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pack makes the packages of this system and returns the files with their check sums, as build/package.sh lists them.
func pack(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("build/package.sh", "dev", "linux")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("package.sh: %v\n%s", err, out)
	}
	sums, err := os.ReadFile("../out/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	return string(sums)
}

// output runs a program of this system and returns what it prints; its failure is the test's.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// one is the path of the only file in build/out that fits.
func one(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob("../out/" + pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", pattern, found, err)
	}
	return found[0]
}

// TestPackages: the same commit makes the same bytes, and both packages hold the program, its entry in the menu and its
// pictures, with what they need.
func TestPackages(t *testing.T) {
	sums := pack(t)
	for _, kind := range []string{".deb", ".rpm", ".tar.gz", "-go.cdx.json", "-page.cdx.json"} {
		if !strings.Contains(sums, kind+"\n") {
			t.Errorf("there is no %s among\n%s", kind, sums)
		}
	}
	if err := os.Remove("../bin/mixdown"); err != nil {
		t.Fatal(err)
	}
	if again := pack(t); again != sums {
		t.Errorf("packed once more the bytes are others:\n%s\n%s", sums, again)
	}

	deb, rpm := one(t, "*.deb"), one(t, "*.rpm")
	files := output(t, "dpkg", "-c", deb)
	for _, file := range []string{"./usr/bin/mixdown", "./usr/share/applications/app.mixdown.Mixdown.desktop",
		"./usr/share/metainfo/app.mixdown.Mixdown.metainfo.xml", "./usr/share/icons/hicolor/48x48/apps/app.mixdown.Mixdown.png"} {
		if !strings.Contains(files, " "+file+"\n") {
			t.Errorf("the .deb lacks %s", file)
		}
		if !strings.Contains(output(t, "rpm", "-qpl", rpm), strings.TrimPrefix(file, ".")+"\n") {
			t.Errorf("the .rpm lacks %s", file)
		}
	}
	if needs := output(t, "rpm", "-qp", "--requires", rpm); !strings.Contains(needs, "libwebkit2gtk-4.1.so.0()(64bit)") {
		t.Errorf("the .rpm needs %s", needs)
	}
	tree := t.TempDir()
	output(t, "dpkg-deb", "-x", deb, tree)
	output(t, "desktop-file-validate", filepath.Join(tree, "usr/share/applications/app.mixdown.Mixdown.desktop"))
	output(t, "appstreamcli", "validate", "--no-net", filepath.Join(tree, "usr/share/metainfo/app.mixdown.Mixdown.metainfo.xml"))
	// Every library that the program is linked with is of a package that the .deb names, or of one that those need.
	if missing := output(t, "ldd", filepath.Join(tree, "usr/bin/mixdown")); strings.Contains(missing, "not found") {
		t.Errorf("libraries are missing:\n%s", missing)
	}
}

// TestInstalled installs the .deb on this machine, opens the sample campaign with the program that it put there, and takes
// it away again. It leaves a machine alone where somebody works: where it is not root, or where Mixdown is installed already.
func TestInstalled(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can install a package")
	}
	if state, _ := exec.Command("dpkg-query", "-W", "-f=${db:Status-Status}", "mixdown").Output(); string(state) == "installed" {
		t.Skip("Mixdown is installed on this machine")
	}
	if found, _ := filepath.Glob("../out/*.deb"); len(found) != 1 {
		pack(t)
	}
	t.Cleanup(func() {
		output(t, "dpkg", "--purge", "mixdown")
		if _, err := os.Stat("/usr/bin/mixdown"); err == nil {
			t.Error("the program is still there after it was taken away")
		}
	})
	output(t, "dpkg", "-i", one(t, "*.deb"))
	version := output(t, "dpkg-query", "-W", "-f=${Version}", "mixdown")
	if said := output(t, "/usr/bin/mixdown", "--version"); !strings.Contains(said, strings.Replace(version, "~", "-", 1)) {
		t.Errorf("version %s is installed, the program says %s", version, said)
	}
	s := newSession(t)
	host := s.showTray(t)
	p, w := s.openPage(t, nil, "/usr/bin/mixdown", "--demo")
	w.shows(t, "Spring radio", "23 sent, 8 replies")
	s.shot(t, "installed")
	host.item(t).click(t, "Quit")
	if code := p.ends(t); code != 0 {
		t.Errorf("exit code %d after Quit, want 0", code)
	}
}
