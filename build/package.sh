#!/usr/bin/env bash
# Packs what is built for this system into build/out: a .deb on Linux, a .dmg-ready .app on macOS, an installer on Windows.
# On macOS and Windows the window tool does it; signing is the release workflow's.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+ ]] || version=0.1.0
mkdir -p build/out

tool() { GOFLAGS=-mod=mod go tool -modfile=build/tools.mod "$@"; }

case "$(uname -s)" in
  Linux)
    VERSION=$version ARCH=$(go env GOARCH) tool nfpm package --config build/linux/nfpm.yaml --packager deb --target build/out/
    ;;
  Darwin)
    tool wails build -skipbindings -platform darwin/universal -ldflags "-s -w -X main.version=$version"
    (cd build/bin && zip -qry "../out/mixdown-$version-macos.zip" Mixdown.app)
    ;;
  *)
    tool wails build -skipbindings -platform windows/amd64 -nsis -ldflags "-s -w -X main.version=$version"
    cp build/bin/*-installer.exe build/out/
    ;;
esac
