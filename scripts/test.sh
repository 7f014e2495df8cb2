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
if step "Release build" scripts/build.sh; then
    step "Weight of the release site" template/sizes.sh
    step "Browser tests" scripts/e2e.sh
    step "Signed in over a restart" template/restart-proof.sh
else
    echo "No release build: the steps that need one are left out." >&2
fi
step "Saved files show under watch" template/watch-proof.sh
step "A fork is renamed and gets a page" template/fork-proof.sh
step "The sample is removed" template/remove-sample-proof.sh
step "README's commands in a fresh clone" template/readme.sh
finish
