#!/usr/bin/env bash
# rename.sh NAME TITLE: gives the product another name. The package, the binary and the cookies are then called NAME, and people
# read TITLE. The first rename also deletes the template's own checks: the folder template/ and the lines that mention it. The script
# checks both names before it changes anything. A product can be renamed again.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
usage='Usage: make rename name=my-dashboard title="My Dashboard"'

name="${1:-}"
title="${2:-}"
[ -n "$name" ] && [ -n "$title" ] || fail "$usage"
[[ "$name" =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)*$ ]] ||
    fail "The name '$name' has to be lower-case words with hyphens between them, such as my-dashboard. Nothing was changed."
[ "$name" = "$APP" ] || ! grep -qx "name = \"$name\"" Cargo.lock ||
    fail "A dependency is called '$name' already. Nothing was changed."
[[ "$title" =~ [^[:space:]] && ! "$title" =~ [[:cntrl:]\"\\] ]] ||
    fail "The title has to be one line, not only spaces, without \" and \\, because it becomes a string in Rust. Nothing was changed."
# Cargo refuses more names, such as `test`.
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
refusal=$(cargo new --quiet --vcs none --bin --name "$name" "$trial/package" 2>&1) ||
    fail "Cargo does not accept the name '$name'. Nothing was changed. $refusal"

# replacement TEXT: escapes a text for the right side of a sed substitution.
replacement() { sed 's/[&|]/\\&/g' <<<"$1"; }
# edit FILE EXPRESSION...: edits a file with sed and says so if that changed it. Skips a missing file.
edit() {
    local file="$1" arguments=() expression
    shift
    [ -e "$file" ] || return 0
    for expression in "$@"; do arguments+=(-e "$expression"); done
    sed -E "${arguments[@]}" "$file" >"$trial/edited"
    cmp -s "$trial/edited" "$file" && return
    cat "$trial/edited" >"$file"
    say "Changed $file."
}

edit src/brand.rs "s|^(pub const NAME: &str = ).*|\\1\"$(replacement "$title")\";|"
edit README.md \
    "1s|^# .*|# $(replacement "$title")|" \
    "s#^(cd |git clone <[^>]*> )$APP\$#\\1$name#"
for page in docs/DEPLOY.md docs/deploy/watch.md; do edit "$page" "s#(the binary \`|\./)$APP\b#\\1$name#g"; done
# Only where the name is a path or a unit: it may be a common word.
edit docs/deploy/vps.md "s#(/opt/|/etc/|/lib/|release/|system/|--now |--unit )$APP\b#\\1$name#g"
edit docs/deploy/operate.md "s#(/lib/)$APP\b#\\1$name#g"
edit docs/deploy/server.service \
    "s|^Description=.*|Description=$(replacement "${title//%/%%}")|" \
    "s#(/opt/|/etc/|/lib/|%S/|StateDirectory=)$APP\b#\\1$name#g" \
    "s#^(ExecStart=/opt/[^/]*/)$APP\b#\\1$name#"
expressions=(
    "/^\[(package|\[bin\])\]/,/^\$/ s|^name = .*|name = \"$name\"|"
    "s|^bin-package = .*|bin-package = \"$name\"|"
)
[ ! -e template/fork-proof.sh ] || expressions+=('/^    "template",/d')
edit Cargo.toml "${expressions[@]}"
edit crates/frontend/Cargo.toml "s|package = \"$APP\"|package = \"$name\"|"
if [ -e template/fork-proof.sh ]; then
    for script in scripts/check.sh scripts/test.sh; do edit "$script" '/template/d'; done
    edit end2end/tsconfig.json 's|, "\.\./template/[^"]*"||'
    # In these files, every sentence or row about template/ has its own lines.
    for page in README.md AGENTS.md docs/*.md; do edit "$page" '/`template\//d'; done
    rm -rf template cargo-generate.toml
    say "Deleted template/ and cargo-generate.toml: they belong to the template, not to $title."
fi
cp Cargo.lock "$trial/Cargo.lock"
cargo update --quiet --workspace --offline 2>/dev/null || cargo update --quiet --workspace ||
    fail "Cargo could not write the new name into Cargo.lock. The next build writes it."
cmp -s "$trial/Cargo.lock" Cargo.lock || say "Changed Cargo.lock."

say "The product is now called $title. Its package and binary are called $name."
say "Next: change the tagline in src/brand.rs, draw the picture of shared links with 'make images', write your own README.md, and take its pictures with 'make screenshots'."
