#!/usr/bin/env bash
# add-island-example.sh TREE: writes the code of docs/ADD_AN_ISLAND.md into a copy of this tree. The copy needs the page `leaderboard` and
# the island `vote` from the generators. A comment before each block says where it goes.
set -euo pipefail
. "$(dirname "$0")/../scripts/env.sh"
cd "$1"
guide=docs/ADD_AN_ISLAND.md

# block LINE: prints the first fenced block of the guide after this line.
block() { awk -v from="$1" 'NR <= from { next } /^```/ { if (inside) exit; inside = 1; next } inside' "$guide"; }

blocks=0
while IFS=: read -r number comment; do
    code=$(block "$number")
    [ -n "$code" ] || fail "$guide has no code after line $number."
    case "$comment" in
    "<!-- whole file: "*" -->")
        file=${comment#<!-- whole file: }
        printf '%s\n' "$code" >"${file% -->}"
        ;;
    "<!-- before \""*"\" in: "*" -->" | "<!-- replace \""*"\" in: "*" -->")
        place=${comment#*\"} file=${comment#*\" in: }
        place=${place%%\"*} file=${file% -->}
        [ "$(grep -cF -- "$place" "$file")" = 1 ] || fail "$file does not hold '$place' once, as $guide expects."
        kept=1
        case "$comment" in "<!-- replace "*) kept="" ;; esac
        edited=$(CODE="$code" PLACE="$place" KEPT="$kept" awk '
            index($0, ENVIRON["PLACE"]) { print ENVIRON["CODE"]; if (!ENVIRON["KEPT"]) next } { print }' "$file")
        printf '%s\n' "$edited" >"$file"
        ;;
    *) fail "$guide, line $number: this comment says no place: $comment" ;;
    esac
    blocks=$((blocks + 1))
done < <(grep -nE '^<!-- (whole file|before|replace) ?' "$guide")
[ "$blocks" -eq "$(grep -cE '^```(rust|css)' "$guide")" ] || fail "$guide has code without a comment that says where it goes."
