#!/usr/bin/env bash
# Checks that what README.md and docs/ARCHITECTURE.md name exists: every file and folder, and every word that a table says is in a file
# ("`LINKS` in `src/layouts/navigation.rs`").
set -euo pipefail
cd "$(dirname "$0")/.."

missing=""
named=0
miss() { printf '%s\n' "$*" >&2; missing=yes; }

for page in README.md docs/ARCHITECTURE.md; do
    while IFS= read -r path; do
        named=$((named + 1))
        [ -e "$path" ] || miss "$page names $path, which does not exist."
    done < <(
        grep -oE '`(src|style|public|scripts|docs|migrations|tests|end2end)/[^` ]*`' "$page" | tr -d '`'
        # Links are relative to their page.
        { grep -oE '\]\([^)#: ]+\)' "$page" || true; } | sed -E "s#^\]\((.*)\)#$(dirname "$page")/\1#"
    )
done
while read -r word path; do
    named=$((named + 1))
    grep -qw -- "${word##*::}" "$path" 2>/dev/null || miss "README.md says that $word is in $path, but it is not."
done < <(sed -nE '/^\|/ s/.*`([A-Za-z_:]+)` in `([^`]+)`.*/\1 \2/p' README.md)

[ "$named" -gt 10 ] || miss "README.md names almost no file. Is the pattern in this script still right?"
[ -z "$missing" ] || exit 1
echo "All $named files and words that README.md and docs/ARCHITECTURE.md name exist."
