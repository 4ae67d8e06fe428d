#!/usr/bin/env bash
# Go's style and layers by golangci-lint, the page's style by Biome, the workflows by
# actionlint where the tools of a release are built. `lint.sh` prints nothing where all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
build/setup.sh all >/dev/null
failed=0
# With the window's tags, so that its files are checked too.
tags=e2e
[ "$(uname -s)" != Linux ] || tags=e2e,desktop,production,webkit2_41
build/bin/tools/golangci-lint run --build-tags "$tags" ./... || failed=1
[ ! -x build/bin/release-tools/actionlint ] || build/bin/release-tools/actionlint .github/workflows/*.yml || failed=1
(cd frontend && npm run --silent lint) || failed=1
exit $failed
