#!/usr/bin/env bash
# Checks that what README.md and docs/ARCHITECTURE.md name exists: every file and folder, and every word that a table says is in a file
# ("`LINKS` in `src/layouts/navigation.rs`").
set -euo pipefail
cd "$(dirname "$0")/.."

missing=""
named=0
miss() { printf '%s\n' "$*" >&2; missing=yes; }

# Every file and folder, with a slash in front. A document may leave out the first folders of a path: `auth/viewer.rs`.
files=$(mktemp)
trap 'rm -f "$files"' EXIT
find . \( -path ./target -o -path ./data -o -path ./.git -o -name node_modules \) -prune -o -print | sed 's#^\.##' >"$files"
# What the guides make, and the sample, which a fork removes.
made='leaderboard|vote|tickets|welcome|0002_'

# path_exists NAME: the name ends the path of a file or folder.
path_exists() { [ -e "$1" ] || NAME="/${1%/}" awk 'substr($0, length($0) - length(ENVIRON["NAME"]) + 1) == ENVIRON["NAME"] { found = 1; exit } END { exit !found }' "$files"; }

for page in README.md AGENTS.md docs/*.md docs/decisions/*.md; do
    while IFS= read -r path; do
        named=$((named + 1))
        [ -e "$path" ] || miss "$page names $path, which does not exist."
    done < <(
        { grep -oE '`[A-Za-z0-9_./-]+(::[^`]*)?`' "$page" || true; } | tr -d '`' | sed 's/::.*//' | sort -u |
            { grep -E '^(src|style|public|scripts|docs|migrations|tests|end2end|crates|template)/|^[A-Za-z0-9_/-]+\.(rs|sh|css|ts|mts|mjs|md|svg)$' || true; } |
            { grep -vE "$made" || true; }
    )
    # Rows of the reference name fields in words of their own; reference.rs checks them.
    [ "$page" != docs/REFERENCE.md ] || continue
    while read -r word path; do
        named=$((named + 1))
        grep -qw -- "${word##*::}" "$path" 2>/dev/null || miss "$page looks for $word in $path, where it is not."
    done < <(sed -nE '/^\|/ s/.*`([A-Za-z_:]+)` in `([^`]+)`.*/\1 \2/p' "$page")
done
while read -r word path; do
    named=$((named + 1))
    grep -qw -- "${word##*::}" "$path" 2>/dev/null || miss "README.md says that $word is in $path, but it is not."
done < <(sed -nE '/^\|/ s/.*`([A-Za-z_:]+)` in `([^`]+)`.*/\1 \2/p' README.md)

[ "$named" -gt 10 ] || miss "README.md names almost no file. Is the pattern in this script still right?"
[ -z "$missing" ] || exit 1
echo "All $named files and words that README.md and docs/ARCHITECTURE.md name exist."
