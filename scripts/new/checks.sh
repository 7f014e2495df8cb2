# Sourced by the scripts that add a page, an island or a feature. They check everything before they change anything.

refuse() { fail "$1 Nothing was changed."; }

# Rust's words, those it reserves for later, names that every module knows already, and names of the folders.
RESERVED=" as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop match mod move mut pub
ref return self static struct super trait true type unsafe use where while abstract become box do final macro override priv try typeof
unsized virtual yield core alloc std some none ok err test tests pages islands features "

# Components that Leptos brings into every view.
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

# check_name NAME: lower-case words with underscores between them that may be a module's name.
check_name() {
    [[ "$1" =~ ^[a-z][a-z0-9]*(_[a-z0-9]+)*$ && ${#1} -le 40 ]] ||
        refuse "The name '$1' is not lower-case words with underscores between them, as in top_servers."
    [[ "${RESERVED//$'\n'/ }" != *" $1 "* ]] || refuse "The name '$1' means something in Rust; choose another one."
    ! sed '/^\[features\]/,$d; 1,/^\[dependencies\]/d; s/ = .*//; s/-/_/g' Cargo.toml | grep -qx "$1" || refuse "The name '$1' is a crate's; choose another one."
}

# check_title TITLE: what people read, and what stands in a string of Rust and of TypeScript.
check_title() {
    [[ "$1" =~ [^[:space:]] && ${#1} -le 60 && ! "$1" =~ [[:cntrl:]\"\\\`] ]] ||
        refuse "The title has to be at most 60 characters on one line, without \", \\ and \`."
}

# top_servers as TopServers, as "Top servers", and as top-servers.
type_name() { awk -F_ '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }' <<<"$1"; }
title_of() { awk '{ gsub(/_/, " "); print toupper(substr($0, 1, 1)) substr($0, 2) }' <<<"$1"; }
path_of() { echo "${1//_/-}"; }

# exchange FROM TO: what comes in, with one text in place of another. Neither is a pattern.
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

# line_before FILE START END: the number of the first line that matches END after one that matches START. Patterns of awk.
line_before() {
    START="$2" END="$3" awk '
        inside && $0 ~ ENVIRON["END"] { print NR; found = 1; exit }
        $0 ~ ENVIRON["START"] { inside = 1 }
        END { exit !found }' "$1" 2>/dev/null
}

CHANGED=""

# add_line FILE NUMBER LINE: the line comes before the one that has this number. The file is then among $CHANGED.
add_line() {
    local edited
    edited=$(mktemp)
    LINE="$3" awk -v at="$2" 'NR == at { print ENVIRON["LINE"] } { print } END { if (at > NR) print ENVIRON["LINE"] }' "$1" >"$edited"
    cat "$edited" >"$1"
    rm -f "$edited"
    [[ " $CHANGED " == *" $1 "* ]] || CHANGED="${CHANGED:+$CHANGED }$1"
}

# after_last FILE PATTERN: the number of the line after the last one that matches.
after_last() { PATTERN="$2" awk '$0 ~ ENVIRON["PATTERN"] { at = NR + 1 } END { print at; exit !at }' "$1" 2>/dev/null; }
