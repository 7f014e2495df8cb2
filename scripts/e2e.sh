#!/usr/bin/env bash
# Runs the browser tests on the release server. Arguments go to Playwright: scripts/e2e.sh journey --headed
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

(cd end2end && tsc --noEmit)
exec scripts/with-server.sh playwright test --project=app "$@"
