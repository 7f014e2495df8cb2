#!/usr/bin/env bash
# Checks that a browser stays signed in while the server is stopped and started again (end2end/restart.spec.ts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

require_chromium
cd end2end
exec playwright test --project=restart
