#!/usr/bin/env bash
# Lighthouse on every page of the release server, as a visitor and signed in, with its throttled phone
# (end2end/lighthouse.spec.ts). It measures time, so it is no part of the tests: another program that runs beside it lowers
# what it finds.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

exec scripts/with-server.sh playwright test --project=lighthouse "$@"
