#!/usr/bin/env bash
# A browser stays signed in while the server is stopped and started again (end2end/restart.spec.ts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

CHROMIUM=$(find_chromium) || fail "There is no Chromium. Run: scripts/setup.sh test"
export CHROMIUM
cd end2end
exec playwright test --project=restart
