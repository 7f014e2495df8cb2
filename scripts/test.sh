#!/usr/bin/env bash
# Everything CI runs. A step that fails does not stop the ones that can still tell something.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration

step "Tools" scripts/setup.sh test || { finish; exit 1; }
step "make check, on two databases" scripts/with-postgres.sh scripts/check.sh
step "Kills, restarts and faults" scripts/with-postgres.sh scripts/chaos.sh
BUILT=""
if step "Release build" scripts/build.sh; then
    BUILT=yes
    step "Browser tests" scripts/e2e.sh
    step "Signed in over a restart" scripts/restart-proof.sh
else
    echo "No release build: the steps that need one are left out." >&2
fi
# The template's own proofs; `make rename` deletes these lines.
[ ! -e template/test.sh ] || . template/test.sh
finish
