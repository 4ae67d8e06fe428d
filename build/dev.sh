#!/usr/bin/env bash
# Opens the window on Vite's server, so that the page reloads as its files change. The sample campaign, unless other
# arguments are given.
set -euo pipefail
cd "$(dirname "$0")/.."

(cd frontend && exec npx vite --port 5173 --strictPort) &
vite=$!
trap 'kill $vite 2>/dev/null' EXIT
make --no-print-directory -s build/bin/mixdown-dev
frontenddevserverurl=http://localhost:5173 devserver=localhost:34115 build/bin/mixdown-dev "${@:---demo}"
