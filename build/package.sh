#!/usr/bin/env bash
# Packs Mixdown into build/out, with check sums and the list of its parts:
#
#   package.sh VERSION            for this system
#   package.sh VERSION windows    the installer for Windows, from Linux too (needs makensis)
#
# The same commit, version and compiler make the same bytes (on macOS up to Apple's signature). Signing is in docs/release.md.
set -euo pipefail
cd "$(dirname "$0")/.."

product=$(node -p 'require("./wails.json").info.productVersion')
# What is no release is a version before the next one, so that a release replaces it.
version=${1#v}
if [[ ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[a-z]+\.?[0-9]+)?$ ]]; then
  version=$product-dev.$(git rev-parse --short HEAD)
elif [ "${version%%-*}" != "$product" ]; then
  echo "package: version $version is asked for, but info.productVersion in wails.json is $product: change it there first" >&2
  exit 1
fi
case "${2:-$(uname -s)}" in
  Linux | linux) system=linux ;;
  Darwin | darwin) system=darwin ;;
  *) system=windows ;;
esac
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export version product SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C

# tool NAME ARGUMENT…: a tool of build/release.mod, built once.
tools=$PWD/build/bin/release-tools
tool() {
  local name=$1 sum
  shift
  sum=$(cksum < build/release.sum)
  if [ ! -x "$tools/$name" ] || [ "$(cat "$tools/.sum" 2>/dev/null)" != "$sum" ]; then
    GOFLAGS=-mod=mod go build -modfile=build/release.mod -o "$tools/" tool
    printf '%s' "$sum" > "$tools/.sum"
  fi
  "$tools/$name" "$@"
}

# plain FILE: takes out of a list of parts what is another at each run.
plain() {
  node -e '
    const fs = require("fs"), file = process.argv[1], list = JSON.parse(fs.readFileSync(file));
    delete list.serialNumber;
    list.metadata.timestamp = new Date(process.env.SOURCE_DATE_EPOCH * 1000).toISOString();
    fs.writeFileSync(file, JSON.stringify(list, null, 1) + "\n");
  ' "$1"
}

# parts PROGRAM: the modules that are in the program, and the packages that are in its page, as CycloneDX.
parts() {
  local out=build/out/mixdown-$version-$system
  tool cyclonedx-gomod bin -json -output "$out-go.cdx.json" "$1" 2>/dev/null
  (cd frontend && npm sbom --sbom-format cyclonedx --omit dev --package-lock-only) > "$out-page.cdx.json"
  plain "$out-go.cdx.json"
  plain "$out-page.cdx.json"
}

# sums: the check sums of all that lies in build/out.
sums() {
  local sum=(sha256sum)
  command -v sha256sum >/dev/null || sum=(shasum -a 256)
  (cd build/out && "${sum[@]}" mixdown* > SHA256SUMS)
}

mkdir -p build/out
# shellcheck source=/dev/null
. "build/$system/package.sh"
sums
echo "build/out:"
cat build/out/SHA256SUMS
