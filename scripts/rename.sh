#!/usr/bin/env bash
# rename.sh NAME TITLE: gives the product another name. NAME is the package's and thereby the binary's and the cookies', TITLE is
# what people read. The first rename also deletes what guards the template itself: the folder template/, with the lines that
# name it. Checks both names before it changes anything; what it changes it can change again.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
usage='Usage: make rename name=my-dashboard title="My Dashboard"'

name="${1:-}"
title="${2:-}"
[ -n "$name" ] && [ -n "$title" ] || fail "$usage"
[[ "$name" =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)*$ ]] ||
    fail "The name '$name' is not lower-case words with hyphens between them, as in my-dashboard. Nothing was changed."
[ "$name" = "$APP" ] || ! grep -qx "name = \"$name\"" Cargo.lock ||
    fail "A crate that this one stands on is called '$name' already. Nothing was changed."
[[ "$title" =~ [^[:space:]] && ! "$title" =~ [[:cntrl:]\"\\] ]] ||
    fail "The title has to hold something, on one line and without \" and \\: it stands in a Rust string. Nothing was changed."
# Cargo knows which names it refuses, such as `test`.
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
refusal=$(cargo new --quiet --vcs none --bin --name "$name" "$trial/package" 2>&1) ||
    fail "Cargo does not take the name '$name'. Nothing was changed. $refusal"

# A text as what replaces a pattern.
replacement() { sed 's/[&|]/\\&/g' <<<"$1"; }
# edit FILE EXPRESSION...: says so when the file is another one afterwards. A file that is not there any more is no matter.
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
edit docs/DEPLOY.md "s#(the binary \`|\./)$APP\b#\\1$name#g"
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
    # In these files a sentence or a row about that folder has a line of its own.
    for page in README.md AGENTS.md docs/*.md; do edit "$page" '/`template\//d'; done
    rm -rf template cargo-generate.toml
    say "Deleted template/ and cargo-generate.toml: they are about the template, not about $title."
fi
cp Cargo.lock "$trial/Cargo.lock"
cargo update --quiet --workspace --offline 2>/dev/null || cargo update --quiet --workspace ||
    fail "Cargo could not write the name into Cargo.lock; the next build will."
cmp -s "$trial/Cargo.lock" Cargo.lock || say "Changed Cargo.lock."

say "The product is called $title, its package and binary $name."
say "Next: the tagline in src/brand.rs, README.md in words of your own, and 'make screenshots' for its pictures."
