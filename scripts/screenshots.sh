#!/usr/bin/env bash
# Takes every page in light and dark, on a desktop and on a phone, into docs/screenshots (end2end/screenshots.spec.ts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

exec scripts/with-server.sh playwright test --project=screenshots "$@"
