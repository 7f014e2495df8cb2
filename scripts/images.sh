#!/usr/bin/env bash
# Draws the picture of shared links and the icons again, after a change of name, tagline, mark or colours (end2end/images.spec.ts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
require_chromium

(cd end2end && playwright test --project=images "$@")
say "Drew public/share.png and the icons in public/assets. Look at them, then commit them."
