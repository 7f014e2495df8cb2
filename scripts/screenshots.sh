#!/usr/bin/env bash
# Takes pictures of every page for docs/screenshots: light and dark, desktop and phone (end2end/screenshots.spec.ts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

exec scripts/with-server.sh playwright test --project=screenshots "$@"
