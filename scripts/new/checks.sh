# Sourced by the scripts that add a page, an island or a feature. They check everything before they change anything.
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
. scripts/env.sh

refuse() { fail "$1 Nothing was changed."; }

# Rust's keywords, words that it reserves for later, names that every module has already, and names of our folders.
RESERVED=" as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop match mod move mut pub
ref return self static struct super trait true type unsafe use where while abstract become box do final macro override priv try typeof
unsized virtual yield core alloc std some none ok err test tests pages islands features "

# Leptos's own components, which every view can use.
LEPTOS_COMPONENTS="ActionForm
Await
ErrorBoundary
For
ForEnumerate
Form
MultiActionForm
Portal
Provider
Show
Suspense
Transition"

# take_name NAME USAGE: sets $name. Refuses a text that cannot be a module's name.
take_name() {
    name="$1"
    [ -n "$name" ] || fail "$2"
    [[ "$name" =~ ^[a-z][a-z0-9]*(_[a-z0-9]+)*$ && ${#name} -le 40 ]] ||
        refuse "The name '$name' has to be lower-case words with underscores between them, such as top_servers, and at most 40 characters long."
    [[ "${RESERVED//$'\n'/ }" != *" $name "* ]] || refuse "The name '$name' is reserved. Choose another one."
    ! sed '/^\[features\]/,$d; 1,/^\[dependencies\]/d; s/ = .*//; s/-/_/g' Cargo.toml | grep -qx "$name" ||
        refuse "A dependency is called '$name' already. Choose another name."
}

# take_title [TITLE]: sets $title, by default from $name. Refuses a text that cannot be in a string of Rust and of TypeScript.
take_title() {
    title="${1:-$(title_of "$name")}"
    [[ "$title" =~ [^[:space:]] && ${#title} -le 60 && ! "$title" =~ [[:cntrl:]\"\\\`] ]] ||
        refuse "The title has to be one line of at most 60 characters, not only spaces, without \", \\ and \`."
}

# check_module WHAT FOLDER [WORD]: refuses if the folder has a module $name, or if its root file has the word.
check_module() {
    [ ! -e "$2/$name.rs" ] && [ ! -e "$2/$name" ] && ! grep -qwE "mod $name${3:+|$3}" "$2.rs" ||
        refuse "There is $1 '$name' already, in $2/."
}

# Print top_servers as TopServers, as "Top servers", and as top-servers.
type_name() { awk -F_ '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }' <<<"$1"; }
title_of() { awk '{ gsub(/_/, " "); print toupper(substr($0, 1, 1)) substr($0, 2) }' <<<"$1"; }
path_of() { echo "${1//_/-}"; }

# exchange FROM TO: prints its input with FROM replaced by TO. Both are plain texts, not patterns.
exchange() {
    FROM="$1" TO="$2" awk '{
        out = ""
        while ((at = index($0, ENVIRON["FROM"])) > 0) {
            out = out substr($0, 1, at - 1) ENVIRON["TO"]
            $0 = substr($0, at + length(ENVIRON["FROM"]))
        }
        print out $0
    }'
}

# line_before FILE START END: prints the number of the first line that matches END, after one that matches START. Both are awk patterns.
line_before() {
    START="$2" END="$3" awk '
        inside && $0 ~ ENVIRON["END"] { print NR; found = 1; exit }
        $0 ~ ENVIRON["START"] { inside = 1 }
        END { exit !found }' "$1" 2>/dev/null
}

CHANGED=""

# add_line FILE NUMBER LINE: inserts the line before the one with this number, and adds the file to $CHANGED.
add_line() {
    local edited
    edited=$(mktemp)
    LINE="$3" awk -v at="$2" 'NR == at { print ENVIRON["LINE"] } { print } END { if (at > NR) print ENVIRON["LINE"] }' "$1" >"$edited"
    cat "$edited" >"$1"
    rm -f "$edited"
    [[ " $CHANGED " == *" $1 "* ]] || CHANGED="${CHANGED:+$CHANGED }$1"
}

# after_last FILE PATTERN: prints the number of the line after the last one that matches.
after_last() { PATTERN="$2" awk '$0 ~ ENVIRON["PATTERN"] { at = NR + 1 } END { print at; exit !at }' "$1" 2>/dev/null; }

# Names the changed files and formats the new code.
finish_files() {
    say "Changed ${CHANGED// /, }."
    scripts/format.sh
}
