#!/usr/bin/env bash
# The figures: sizes, the window beside a bare one, and Go's benchmarks. `make bench` builds what it needs.
set -euo pipefail
cd "$(dirname "$0")/../.."
build/setup.sh test
make --no-print-directory -s cli build/bin/mixdown build/bin/mixdown-dev build/bin/tinywindow

title() { printf '\n== %s\n' "$*"; }

title "sizes"
for program in mixdown mixdown-cli; do
  printf '%s: %.1f MB\n' "$program" "$(stat -c %s "build/bin/$program" | awk '{print $1 / 1e6}')"
done
(cd frontend && npm run --silent size)

if [ "$(uname -s)" = Linux ]; then
  title "window: from the start of the process to the first figure on the screen, and memory"
  home=$(mktemp -d)
  trap 'rm -rf "$home"' EXIT
  build/bin/mixdown-cli --home "$home" --demo sync >/dev/null 2>&1
  build/bench/window.sh 7 build/bin/tinywindow -- build/bin/mixdown --home "$home/sample" -- build/bin/mixdown --home "$home" --demo
fi

title "page: the longest task while the first sync of 10,000 mails streams in"
go test -tags e2e,bench -count=1 -v -run '^TestStream$' ./build/e2e/ | grep -e 'longest task' -e 'an answer' -e '^---' || true

title "page: a frame's work while lists of 50,000 and 10,000 rows scroll (median / 95 of 100 / most)"
go test -tags e2e,bench -count=1 -v -run '^TestScroll$' ./build/e2e/ | grep -e 'scroll, ' -e '^---' || true

title "Gmail: what a sync costs (docs/benchmarks.md)"
go run ./build/bench/gmail -bulk

title "Gmail: what a mail is, beside the naive rule and Sisimai"
go test -count=1 -v -run '^TestBesideOthers$' ./backend/provider/gmail | grep -e '|' -e 'told rightly' -e '^---' -e SKIP

title "Go"
go test -run '^$' -bench . -benchtime 3x -benchmem ./backend/... | grep -v -e '^ok' -e 'no test files' -e '^PASS'
