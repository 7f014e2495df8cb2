#!/usr/bin/env bash
# Checks two rules that the compiler does not know. Handlers, signals and effects belong in islands. Feature gates belong in lib.rs,
# server_fns.rs, features.rs and the root file of a feature. Code that breaks a rule compiles and does nothing: the HTML looks right, but a
# click has no effect.
# `make check` runs this, and so does build.rs, which turns each line of stderr into a warning of the compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

# $1: an extended pattern; the rest: files and folders. Comments and missing folders do not count.
find_in() {
    local pattern="$1" place places=()
    shift
    for place in "$@"; do [ ! -e "$place" ] || places+=("$place"); done
    [ ${#places[@]} -gt 0 ] || return 0
    grep -rnE --include='*.rs' -- "$pattern" "${places[@]}" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true
}

# $1: what was found, $2: the sentence.
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
    "This event handler (on:) never runs: pages, layouts and components are plain HTML in the browser. Move the part that reacts into an #[island] in src/islands/, and use that here. 'make island name=..' writes one."
report "$(find_in '(^|[^_[:alnum:]])(arc_)?signal\(|RwSignal|Effect::|Memo::new|Action::<|Action::new' "${server_only[@]}")" \
    "This runs once, on the server. If the value changes in the browser, move it into an #[island] in src/islands/. If it only differs between requests, use a plain value."
report "$(find_in 'cfg(_attr)?!?\(.*feature[[:space:]]*=|cfg_if!' src | grep -vE '^src/(lib|features|server_fns|features/[^/]+)\.rs:' || true)" \
    "Feature gates belong in src/lib.rs, src/server_fns.rs and the root file of a feature, on whole modules. In other files, both halves have the same items."

[ -z "$broken" ] || exit 1
echo "Handlers, signals and effects are in islands, feature gates in src/lib.rs, src/server_fns.rs and the features' root files."
