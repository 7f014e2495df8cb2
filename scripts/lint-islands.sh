#!/usr/bin/env bash
# Two rules that the compiler does not know: what moves in the browser is an island, and lib.rs alone, or a feature's root
# file, decides what is in which half. Both fail silently when broken: the HTML looks right and nothing happens on a click.
set -euo pipefail
cd "$(dirname "$0")/.."

# $1 pattern (extended), rest: files and folders. Comments do not count, missing folders neither.
find_in() {
    local pattern="$1" place places=()
    shift
    for place in "$@"; do [ ! -e "$place" ] || places+=("$place"); done
    [ ${#places[@]} -gt 0 ] || return 0
    grep -rnE --include='*.rs' -- "$pattern" "${places[@]}" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true
}

# $1 what was found, $2 the sentence.
report() {
    [ -n "$1" ] || return 0
    printf '%s\n  -> %s\n\n' "$1" "$2" >&2
    broken=yes
}

broken=""
# A feature's islands are in the islands.rs, or islands/, of its folder.
of_features=$(find src/features -mindepth 2 -name '*.rs' ! -path '*/islands.rs' ! -path '*/islands/*' 2>/dev/null || true)
server_only=($of_features src/app.rs src/layouts src/layouts.rs src/pages src/pages.rs src/components src/components.rs)

report "$(find_in '(^|[^_[:alnum:]])on:[a-z]' "${server_only[@]}")" \
    "An event handler (on:) outside src/islands/ never runs: pages, layouts and components exist on the server only. Make the part that reacts an #[island] in src/islands/ and use it here."
report "$(find_in '(^|[^_[:alnum:]])(arc_)?signal\(|RwSignal|Effect::' "${server_only[@]}")" \
    "A signal or effect outside src/islands/ is evaluated once, on the server. What changes in the browser belongs into an #[island] in src/islands/; what only differs between requests is a plain value."
report "$(find_in 'cfg(_attr)?!?\(.*feature[[:space:]]*=|cfg_if!' src | grep -vE '^src/(lib|features|features/[^/]+)\.rs:' || true)" \
    "Feature gates belong into src/lib.rs, and for a feature into its root file, on whole modules: the browser half has no item that the server half lacks, nor the other way round, outside the modules named there."

[ -z "$broken" ] || exit 1
echo "Handlers, signals and effects are in islands, feature gates in src/lib.rs and in the features' root files."
