#!/usr/bin/env bash
# Checks that everything exists that the documents name: files, folders, links, and a word that a table places in a file
# ("`LINKS` in `src/layouts/navigation.rs`"). README.md may have 120 lines, and docs/CONFIGURATION.md has to list the variables of
# .env.example.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=""
named=0
miss() { printf '%s\n' "$*" >&2; missing=yes; }

# All files and folders, with a slash in front. A document may leave out the first folders of a path: `auth/viewer.rs`.
files=$(mktemp)
trap 'rm -f "$files"' EXIT
find . \( -path ./target -o -path ./data -o -path ./.git -o -name node_modules \) -prune -o -print | sed 's#^\.##' >"$files"
# The guides create files with these names, or a fork removes them.
made='leaderboard|vote|tickets|welcome|0002_'

# path_exists NAME: succeeds if the path of a file or folder ends with the name.
path_exists() { [ -e "$1" ] || NAME="/${1%/}" awk 'substr($0, length($0) - length(ENVIRON["NAME"]) + 1) == ENVIRON["NAME"] { found = 1; exit } END { exit !found }' "$files"; }

for page in README.md AGENTS.md docs/*.md docs/deploy/*.md docs/decisions/*.md; do
    while IFS= read -r path; do
        named=$((named + 1))
        [ -e "$path" ] || miss "$page links to $path, which does not exist."
    done < <({ grep -oE '\]\([^)#: ]+(#[^) ]*)?\)' "$page" || true; } | sed -E "s,^\]\(([^#)]*).*,$(dirname "$page")/\1,")
    # This page names the files of a feature without its folder.
    [ "$page" != docs/ADD_A_FEATURE.md ] || continue
    while IFS= read -r path; do
        named=$((named + 1))
        path_exists "$path" || miss "$page names $path, which does not exist."
    done < <(
        { grep -oE '`[A-Za-z0-9_./-]+(::[^`]*)?`' "$page" || true; } | tr -d '`' | sed 's/::.*//' | sort -u |
            { grep -E '^(src|style|public|scripts|docs|migrations|tests|end2end|crates|template)/|^[A-Za-z0-9_/-]+\.(rs|sh|css|ts|mts|mjs|md|svg)$' || true; } |
            { grep -vE "$made" || true; }
    )
    # reference.rs checks the rows of this page, which name fields in another way.
    [ "$page" != docs/REFERENCE.md ] || continue
    while read -r word path; do
        named=$((named + 1))
        grep -qw -- "${word##*::}" "$path" 2>/dev/null || miss "$page says that $word is in $path, but it is not."
    done < <(sed -nE '/^\|/ s/.*`([A-Za-z_:]+)` in `([^`]+)`.*/\1 \2/p' "$page")
done
[ "$named" -gt 200 ] || miss "The documents name almost no file ($named). Are the patterns in this script still right?"

[ "$(wc -l <README.md)" -le 120 ] || miss "README.md has more than 120 lines."

in_example=$(sed -nE 's/^#([A-Z_]+)=.*/\1/p' .env.example | sort)
in_table=$(grep '^| `' docs/CONFIGURATION.md | cut -d'|' -f2 | grep -oE '[A-Z_]{4,}' | grep -v '^LEPTOS_' | sort)
[ "$in_example" = "$in_table" ] ||
    miss "docs/CONFIGURATION.md and .env.example have different variables: $(diff <(echo "$in_table") <(echo "$in_example") | grep '^[<>]' | tr '\n' ' ')"

[ -z "$missing" ] || exit 1
echo "All $named files and words that the documents name exist."
