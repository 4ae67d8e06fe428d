# Sourced by build/package.sh: the installer for Windows. No C is needed, so any system builds it.
command -v makensis >/dev/null || { echo "package: makensis is missing (Debian: apt-get install nsis, Windows: choco install nsis)" >&2; exit 1; }
make --no-print-directory frontend/dist/index.html
# The program of the command line, which a terminal waits for; one of the window's kind has no terminal. As mixdown.com it is
# what a terminal finds first under the name mixdown.
GOOS=windows GOARCH=amd64 CGO_ENABLED=0 go build -tags cli -trimpath -ldflags "-s -w -X main.version=$version" -o build/bin/mixdown-cli.exe .
# The tool writes the version into the installer's own description, as wails.json has it: the number alone, without "-dev".
tool wails build -clean=false -s -skipbindings -m -nosyncgomod -trimpath -platform windows/amd64 -nsis -ldflags "-s -w -X main.version=$version"
rm -rf frontend/wailsjs build/out/*windows*
mv build/bin/Mixdown-amd64-installer.exe "build/out/mixdown-$version-windows-amd64-installer.exe"
parts build/bin/mixdown.exe
