#!/usr/bin/env bash
# rename.sh NAME TITLE [HOME]: gives the product another name. NAME is the package's and thereby the binary's and the
# cookies', TITLE is what people read, HOME is where the project lives: where it is left out, the address of the git remote
# `origin`. Checks all three before it changes anything; what it changes it can change again.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
usage='Usage: make rename name=my-dashboard title="My Dashboard" [home=https://example.org/my-dashboard]'

name="${1:-}"
title="${2:-}"
home="${3:-}"
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

old_home=$(sed -nE 's/^pub const HOMEPAGE: &str = "(.*)";$/\1/p' src/brand.rs)
if [ -z "$home" ]; then
    # Of a remote that other people can reach: git@host:owner/project.git becomes https://host/owner/project.
    home=$(git remote get-url origin 2>/dev/null | sed -nE -e 's#(\.git)?/*$##' -e 's#^https://[^@ ]+$#&#p' \
        -e 's#^(ssh://git@([^/:@ ]+)/|git@([^/:@ ]+):)([^@: ]+)$#https://\2\3/\4#p') || true
    home="${home:-$old_home}"
fi
[[ "$home" =~ ^https?://[^[:space:]\"\\|\&]+[^/]$ ]] || fail "The home '$home' is not an address as in $old_home. Nothing was changed."

# A text as a pattern, and as what replaces one.
pattern() { sed 's/[][\.*^$|+?(){}]/\\&/g' <<<"$1"; }
replacement() { sed 's/[&|]/\\&/g' <<<"$1"; }
# edit FILE EXPRESSION...: says so when the file is another one afterwards.
edit() {
    local file="$1" expressions=()
    shift
    for expression in "$@"; do expressions+=(-e "$expression"); done
    sed -E "${expressions[@]}" "$file" >"$trial/edited"
    cmp -s "$trial/edited" "$file" && return
    cat "$trial/edited" >"$file"
    say "Changed $file."
}

edit src/brand.rs \
    "s|^(pub const NAME: &str = ).*|\\1\"$(replacement "$title")\";|" \
    "s|^(pub const HOMEPAGE: &str = ).*|\\1\"$(replacement "$home")\";|"
edit README.md \
    "1s|^# .*|# $(replacement "$title")|" \
    "s|$(pattern "$old_home")|$(replacement "$home")|g" \
    "s|^cd ${old_home##*/}\$|cd ${home##*/}|" \
    "s#(the binary \`|\./)$APP\b#\\1$name#g"
edit Cargo.toml \
    "/^\[(package|\[bin\])\]/,/^\$/ s|^name = .*|name = \"$name\"|" \
    "s|^bin-package = .*|bin-package = \"$name\"|"
edit crates/frontend/Cargo.toml "s|package = \"$APP\"|package = \"$name\"|"
cp Cargo.lock "$trial/Cargo.lock"
cargo update --quiet --workspace --offline 2>/dev/null || cargo update --quiet --workspace ||
    fail "Cargo could not write the name into Cargo.lock; the next build will."
cmp -s "$trial/Cargo.lock" Cargo.lock || say "Changed Cargo.lock."

say "The product is called $title, its package and binary $name, and it lives at $home."
[ "$home" != "$old_home" ] || say "When it lives elsewhere one day, run this again with home=https://..."
say "The tagline stands in src/brand.rs. 'make screenshots' takes README.md's picture anew."
