#!/usr/bin/env bash
# Every test, in sections; goes on after a failed one, and says at the end which failed.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
begun=$SECONDS

# section NAME COMMAND…
section() {
  local name=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    printf '== %s: good, %d s\n' "$name" $((SECONDS - start))
  else
    printf '== %s: FAILED, %d s\n' "$name" $((SECONDS - start))
    failed+=("$name")
  fi
}

formatted() {
  local bad
  bad=$(git ls-files '*.go' | xargs gofmt -l)
  [ -z "$bad" ] || { printf 'not formatted:\n%s\n' "$bad"; return 1; }
}

# compiles builds all that is not Linux's as far as that needs no foreign C: the whole program for Windows, and for a Mac all
# but the window. Nothing is linked, so it is quick.
compiles() {
  CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -tags desktop,production ./... &&
    CGO_ENABLED=0 GOOS=windows GOARCH=arm64 go build -tags cli ./backend/desktop ./backend/cli &&
    CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -tags cli ./... &&
    CGO_ENABLED=0 GOOS=freebsd GOARCH=amd64 go build -tags cli ./backend/desktop
}

page() { (cd frontend && npm run --silent "$@"); }
has() { node -e 'process.exit(require("./frontend/package.json").scripts?.[process.argv[1]] ? 0 : 1)' "$1"; }

section "set-up" build/setup.sh all || exit 1
[ ${#failed[@]} -eq 0 ] || { echo "The set-up failed; nothing was tested."; exit 1; }
section "page: build" make --no-print-directory frontend/dist/index.html
has size && section "page: size" page size
section "page: tests" page test
section "Go: format" formatted
section "Go and page: lint" build/lint.sh
section "Go: tests with the race detector" go test -race -timeout 40m ./...
section "Windows and macOS: compile" compiles
section "programs" make --no-print-directory e2e-programs
section "end to end" go test -tags e2e -count=1 -timeout 20m ./build/e2e/ ./build/e2e/supabase/ ./build/e2e/emulate/

printf '\n== %d s in all\n' $((SECONDS - begun))
if [ ${#failed[@]} -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "Every section is good."
