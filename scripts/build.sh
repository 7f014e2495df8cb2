#!/usr/bin/env bash
# The release build. What a server needs of it: the binary, hash.txt and site/, all in target/release.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
. scripts/env.sh

LEPTOS_HASH_FILES=true LEPTOS_SITE_ROOT="$RELEASE_SITE" cargo leptos build --release --precompress
# A name in the pages that is not in the site, or none at all, would be a page without scripts and style.
[ -s "$TARGET/release/hash.txt" ] || fail "The build left no $TARGET/release/hash.txt; no page renders without it."
