#!/usr/bin/env bash
# Runs Lighthouse with its throttled phone on every page of the release server, as a visitor and signed in
# (end2end/lighthouse.spec.ts). It is not part of the tests, because any other running program lowers the scores.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

exec scripts/with-server.sh playwright test --project=lighthouse "$@"
