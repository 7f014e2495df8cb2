#!/usr/bin/env bash
# Runs everything that CI runs. After a failed step, the steps that do not depend on it still run.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration

# In a subshell, because the release build compiles with other settings.
clippy_with_traces() (
    compile_as_under_watch
    with_stable cargo clippy --no-default-features --features ssr,otlp --package "$APP" -- -D warnings
)

step "Tools" scripts/setup.sh test || { finish; exit 1; }
step "make check, on two databases" scripts/with-postgres.sh scripts/check.sh
step "Kills, restarts and faults" scripts/with-postgres.sh scripts/chaos.sh
step "Clippy, with traces" clippy_with_traces
BUILT=""
if step "Release build" scripts/build.sh; then
    BUILT=yes
    step "Browser tests" scripts/e2e.sh
    step "Signed in over a restart" scripts/restart-proof.sh
    step "Prometheus reads the metrics" scripts/prometheus-proof.sh
else
    echo "The release build failed: the steps that need it are skipped." >&2
fi
# The template's own proofs; `make rename` deletes these lines.
[ ! -e template/test.sh ] || . template/test.sh
finish
