# Sourced by setup.sh and pin-tools.sh. Knows the archives that the tools' own projects release: their addresses, names and digests.
# bash 3.2 and the programs of macOS have to be enough.

# Where the archives are. A mirror has the same paths.
RELEASES="${TOOL_RELEASES_URL:-https://github.com}"
DIGESTS=scripts/tool-digests.txt
# The targets whose archives are pinned. A musl program is linked statically, so it runs on every Linux distribution. wasm-bindgen has none for
# arm64.
TARGETS="x86_64-unknown-linux-musl aarch64-unknown-linux-musl aarch64-unknown-linux-gnu x86_64-apple-darwin aarch64-apple-darwin"

# Prints the targets whose programs run on this machine, the best one first. Fails on a platform that has none.
archive_targets() {
    case "$(uname -s) $(uname -m)" in
    "Linux x86_64") echo x86_64-unknown-linux-musl ;;
    "Linux aarch64" | "Linux arm64") echo aarch64-unknown-linux-musl aarch64-unknown-linux-gnu ;;
    "Darwin x86_64") echo x86_64-apple-darwin ;;
    "Darwin arm64") echo aarch64-apple-darwin ;;
    *) return 1 ;;
    esac
}

# archive_url CRATE VERSION TARGET: prints the address of the release archive.
archive_url() {
    case "$1" in
    cargo-leptos) echo "$RELEASES/leptos-rs/cargo-leptos/releases/download/v$2/cargo-leptos-$3.tar.gz" ;;
    wasm-bindgen-cli) echo "$RELEASES/wasm-bindgen/wasm-bindgen/releases/download/$2/wasm-bindgen-$2-$3.tar.gz" ;;
    leptosfmt) echo "$RELEASES/bram209/leptosfmt/releases/download/$2/leptosfmt-$2-$3.tar.gz" ;;
    *) return 1 ;;
    esac
}

# archive_program CRATE: prints the name of the program in the archive.
archive_program() { echo "${1%-cli}"; }

# pinned_digest CRATE VERSION TARGET: prints the digest from the table. Fails if there is none.
pinned_digest() {
    awk -v tool="$1" -v version="$2" -v target="$3" \
        '$1 == tool && $2 == version && $3 == target { print $4; found = 1; exit } END { exit !found }' "$DIGESTS"
}

# digest_of FILE: prints its SHA-256. Linux has sha256sum, macOS has shasum.
digest_of() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    else
        shasum -a 256 "$1"
    fi | awk '{ print $1 }'
}

# download URL FILE: fails if the server does not answer, answers with an error, or sends too little. A download that stalls is given up.
download() {
    curl --fail --location --silent --show-error --connect-timeout 10 --speed-limit 1000 --speed-time 20 --output "$2" "$1"
}

# install_archive CRATE VERSION ROOT: installs the release archive into ROOT/bin, if it is pinned, arrives whole and runs here. Otherwise it
# leaves nothing behind and fails. It says why, unless there is no archive to try.
install_archive() {
    local targets target digest="" url program folder found
    targets=$(archive_targets) || return 1
    for target in $targets; do
        digest=$(pinned_digest "$1" "$2" "$target") && break
    done
    [ -n "$digest" ] || return 1
    url=$(archive_url "$1" "$2" "$target")
    program=$(archive_program "$1")
    command -v curl >/dev/null || { say "curl is not installed, so the release of $1 cannot be fetched."; return 1; }
    say "Fetching $1 $2 (seconds)."
    # In the same file system as ROOT, so that the last step is a rename.
    mkdir -p "$TOOLS"
    folder=$(mktemp -d "$TOOLS/fetching.XXXXXX")
    if ! download "$url" "$folder/archive" 2>"$folder/error"; then
        say "$url cannot be fetched: $(tail -n 1 "$folder/error")"
    elif [ "$(digest_of "$folder/archive")" != "$digest" ]; then
        say "$url has another SHA-256 than $DIGESTS says. It is not used."
    elif ! { mkdir "$folder/files" && tar -xzf "$folder/archive" -C "$folder/files" 2>/dev/null; }; then
        say "$url cannot be unpacked."
    else
        found=$(find "$folder/files" -type f -name "$program" | head -n 1)
        if [ -z "$found" ] || ! chmod +x "$found" || ! "$found" --version >/dev/null 2>&1; then
            say "The $program of $url does not run here."
        else
            mkdir -p "$3/bin"
            mv -f "$found" "$3/bin/$program"
            rm -rf "$folder"
            return 0
        fi
    fi
    rm -rf "$folder"
    return 1
}
