#!/usr/bin/env bash
# Checks two rules that the compiler does not know. Event handlers, signals and effects are in islands only. Feature gates are in
# src/lib.rs, src/features.rs and the features' root files only. Code that breaks a rule fails silently: the HTML looks right, and
# nothing happens on a click.
set -euo pipefail
cd "$(dirname "$0")/.."

# find_in PATTERN PLACE...: prints the matching lines of Rust files. Skips comments and missing places.
find_in() {
    local pattern="$1" place places=()
    shift
    for place in "$@"; do [ ! -e "$place" ] || places+=("$place"); done
    [ ${#places[@]} -gt 0 ] || return 0
    grep -rnE --include='*.rs' -- "$pattern" "${places[@]}" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true
}

# report LINES SENTENCE: prints both and remembers the failure, if there are lines.
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
    "An event handler (on:) outside src/islands/ never runs: pages, layouts and components exist on the server only. Move the part that reacts into an #[island] in src/islands/, and use the island here."
report "$(find_in '(^|[^_[:alnum:]])(arc_)?signal\(|RwSignal|Effect::' "${server_only[@]}")" \
    "A signal or effect outside src/islands/ is evaluated once, on the server. If the value changes in the browser, move it into an #[island] in src/islands/. If it only differs between requests, use a plain value."
report "$(find_in 'cfg(_attr)?!?\(.*feature[[:space:]]*=|cfg_if!' src | grep -vE '^src/(lib|features|features/[^/]+)\.rs:' || true)" \
    "A feature gate belongs on a whole module in src/lib.rs, or in a feature's root file. All other modules are the same in both halves."

[ -z "$broken" ] || exit 1
echo "Handlers, signals and effects are in islands only. Feature gates are in src/lib.rs and in the features' root files only."
