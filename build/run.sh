#!/usr/bin/env bash
# Builds Mixdown and opens its window; the arguments go to the program. Where there is no display it says so, and syncs the
# sample campaign in the terminal instead.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "There is no display here, so no window can open. This is the sample campaign's sync in the terminal instead:" >&2
  make --no-print-directory -s cli
  exec build/bin/mixdown-cli --demo sync
fi
make --no-print-directory -s build/bin/mixdown
exec build/bin/mixdown "$@"
