#!/usr/bin/env bash
# Installs what is missing to build Mixdown (`setup.sh build`), to test it too (`setup.sh test`), or everything including
# the linter (`setup.sh all`). Quick and without the network where nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-all}

# What the window is built on, and what the tests need beside it: a display, a desktop with a panel, a keychain, two browsers,
# and what looks into packages and PDF files.
build_packages=(gcc libc6-dev pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev ca-certificates)
test_packages=(libsisimai-perl xvfb openbox wmctrl dbus gnome-keyring imagemagick fonts-dejavu-core webkit2gtk-driver postgresql
  xfce4-panel xfconf desktop-file-utils appstream rpm poppler-utils)

say() { printf '%s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# again COMMAND…: three tries, for what goes over the network.
again() {
  local try
  for try in 1 2 3; do
    "$@" && return 0
    [ "$try" = 3 ] || { say "setup: that failed, once more: $*"; sleep $((try * 5)); }
  done
  return 1
}

# newer A B: version A is B or above.
newer() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_go() {
  local least; least=$(awk '$1 == "go" {print $2}' go.mod)
  command -v go >/dev/null || die "Go $least is needed: https://go.dev/dl"
  local have; have=$(go env GOVERSION); have=${have#go}
  newer "$have" "$least" || die "Go $least is needed, this is $have: https://go.dev/dl"
}

need_node() {
  command -v npm >/dev/null || die "Node.js 20.19 or newer with npm is needed: https://nodejs.org"
  local have; have=$(node --version)
  newer "${have#v}" 20.19 || die "Node.js 20.19 or newer is needed, this is $have: https://nodejs.org"
}

# debian_missing PACKAGE…: those that are not installed. dpkg-query fails when it does not know one of them, and that is no
# failure here: the process that runs this would end, and a machine that lacks everything would seem to lack nothing.
debian_missing() {
  local package
  { dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } | sed -n 's/^installed //p' > "$list"
  for package in "$@"; do grep -qx "$package" "$list" || echo "$package"; done
}

debian() {
  local list missing root=() packages=("${build_packages[@]}")
  if [ "$want" != build ]; then
    packages+=("${test_packages[@]}")
    command -v chromium google-chrome chromium-browser >/dev/null 2>&1 || packages+=(chromium)
  fi
  list=$(mktemp)
  mapfile -t missing < <(debian_missing "${packages[@]}")
  rm -f "$list"
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      root=(sudo)
    else
      die "these packages are missing, install them as root: apt-get install ${missing[*]}"
    fi
  fi
  say "setup: installing ${missing[*]}"
  local log; log=$(mktemp)
  again "${root[@]}" apt-get update -qq >"$log" 2>&1 || say "setup: the package lists could not be refreshed, going on with the old ones"
  if ! again "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt-get could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

other_linux() {
  command -v pkg-config >/dev/null && pkg-config --exists gtk+-3.0 webkit2gtk-4.1 && return 0
  die "the headers of GTK 3 and WebKitGTK 4.1 are missing. Fedora: dnf install gcc pkgconf gtk3-devel webkit2gtk4.1-devel.
Arch: pacman -S base-devel gtk3 webkit2gtk-4.1. Without them \`make cli\` still builds the program without a window."
}

system_packages() {
  case "$(uname -s)" in
    Linux) if command -v apt-get >/dev/null; then debian; else other_linux; fi ;;
    Darwin) xcode-select -p >/dev/null 2>&1 || die "Apple's command line tools are missing: xcode-select --install" ;;
    *) ;; # Windows: WebView2 is part of the system, and no C is needed
  esac
}

# npm_install takes what the lock file says. A lock file that was made where other systems' optional packages cannot be had
# lacks those, and `npm ci` refuses it: `npm install` then takes the same versions, and leaves the lock file as it is.
npm_install() {
  npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1 || npm install --no-save --no-audit --no-fund --loglevel=error >"$log" 2>&1
}

# npm_packages installs again when the lock file is not the one that was installed.
npm_packages() {
  local lock log stamp=frontend/node_modules/.installed-lock
  [ -f frontend/package-lock.json ] || return 0
  lock=$(cksum < frontend/package-lock.json)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ] && return 0
  say "setup: installing the page's packages"
  log=$(mktemp)
  (cd frontend && again npm_install) || { tail -n 20 "$log" >&2; die "npm could not install the page's packages"; }
  rm -f "$log"
  printf '%s' "$lock" > "$stamp"
}

go_modules() {
  local sum stamp=build/out/.modules
  sum=$(cksum < go.sum)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return 0
  say "setup: fetching the Go modules"
  again go mod download || die "the Go modules could not be fetched"
  mkdir -p build/out
  printf '%s' "$sum" > "$stamp"
}

# linter builds the linter from the tools' own module file.
linter() {
  local sum stamp=build/bin/tools/.golangci-lint
  sum=$(cksum < build/tools.sum)
  [ -x build/bin/tools/golangci-lint ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return 0
  say "setup: building the linter (the first time takes minutes)"
  mkdir -p build/bin/tools
  again env GOFLAGS=-mod=mod go build -modfile=build/tools.mod -o build/bin/tools/golangci-lint \
    github.com/golangci/golangci-lint/v2/cmd/golangci-lint || die "the linter could not be built"
  printf '%s' "$sum" > "$stamp"
}

# second_gmail installs a Gmail that others wrote, and real mail to put into it, for the end-to-end tests. They fetch what is
# missing themselves, and are skipped where it cannot be had.
second_gmail() {
  local log; log=$(mktemp)
  [ -d build/e2e/emulate/node_modules/emulate ] || (cd build/e2e/emulate && again npm_install) || say "setup: npm could not install the second Gmail"
  build/e2e/emulate/corpus.sh >"$log" 2>&1 || say "setup: $(tail -n 1 "$log")"
  rm -f "$log"
}

need_go
need_node
system_packages
npm_packages
go_modules
if [ "$want" != build ]; then second_gmail; fi
if [ "$want" = all ]; then
  linter
  say "setup: everything is there"
fi
