#!/usr/bin/env bash
# Formats the Rust code, and the views in it. `--check` changes nothing and fails for what is not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

leptosfmt --quiet "$@" src
with_stable cargo fmt --all -- "$@"
