#!/usr/bin/env bash
# Downloads the release archives of the tools for every platform and writes their SHA-256 into scripts/tool-digests.txt. Run it after a change of
# a version in scripts/env.sh, or of wasm-bindgen in Cargo.lock. If a project publishes a digest beside its archive, both have to be equal. A
# platform without an archive gets no line: there, scripts/setup.sh builds the tool from source.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/archives.sh

command -v curl >/dev/null || fail "curl is missing. Install it, then start again."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
grep '^#' "$DIGESTS" >"$folder/table"

# status_of URL FILE: downloads and prints the status of the answer, or 000 if there is none.
status_of() { curl --location --silent --connect-timeout 10 --speed-limit 1000 --speed-time 20 --write-out '%{http_code}' --output "$2" "$1" || echo " failed"; }

# published_digest URL: prints the digest that the project publishes beside its archive; nothing if it publishes none.
published_digest() {
    local ending
    for ending in sha256 sha256sum; do
        ! download "$1.$ending" "$folder/published" 2>/dev/null || { awk '{ print $1; exit }' "$folder/published"; return; }
    done
}

pinned=0
# pin CRATE VERSION
pin() {
    local target url status digest published
    for target in $TARGETS; do
        url=$(archive_url "$1" "$2" "$target")
        status=$(status_of "$url" "$folder/archive")
        case "$status" in
        200) ;;
        404)
            say "$1 $2 has no archive for $target."
            continue
            ;;
        *) fail "$url cannot be fetched (status $status). The table is unchanged." ;;
        esac
        tar -tzf "$folder/archive" >/dev/null 2>&1 || fail "$url is not an archive. The table is unchanged."
        digest=$(digest_of "$folder/archive")
        published=$(published_digest "$url")
        [ -z "$published" ] || [ "$published" = "$digest" ] || fail "$url has the digest $digest, but its project published $published. The table is unchanged."
        echo "$1 $2 $target $digest" >>"$folder/table"
        pinned=$((pinned + 1))
    done
}

pin cargo-leptos "$CARGO_LEPTOS_VERSION"
pin wasm-bindgen-cli "$WASM_BINDGEN_VERSION"
pin leptosfmt "$LEPTOSFMT_VERSION"
[ "$pinned" -gt 0 ] || fail "No archive was found. The table is unchanged."
cat "$folder/table" >"$DIGESTS"
say "$pinned archives are pinned in $DIGESTS. Look at the difference, and commit it."
