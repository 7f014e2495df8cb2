#!/usr/bin/env bash
# Builds for release. A server needs the binary, hash.txt and site/, all in target/release. Arguments go to cargo-leptos, such as
# --bin-features ssr,otlp.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
. scripts/env.sh

# jemalloc refuses to run on a system with larger memory pages than it was built for. On ARM, they have 4, 16 or 64 kilobytes.
[ "$(uname -sm)" != "Linux aarch64" ] || export JEMALLOC_SYS_WITH_LG_PAGE=16

LEPTOS_HASH_FILES=true LEPTOS_SITE_ROOT="$RELEASE_SITE" cargo leptos build --release --precompress "$@"
# Pages find the names of their scripts and styles in hash.txt.
[ -s "$TARGET/release/hash.txt" ] || fail "The build wrote no $TARGET/release/hash.txt, and no page renders without it."
