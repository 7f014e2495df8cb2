#!/usr/bin/env bash
# Runs scripts/setup.sh and scripts/pin-tools.sh in a copy, against a server on loopback that plays the host of the tools' releases. Cargo, rustup and
# rustc are stand-ins there, so "from source" is only recorded. Only the programs in $programs are on PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh
. scripts/archives.sh

folder=$(mktemp -d)
trap 'stop; rm -rf "$folder"' EXIT
tree="$folder/tree"
fakes="$folder/home/.cargo/bin"
programs="bash env awk sed grep tar gzip curl mkdir mktemp rm mv cp find head tail cat chmod dirname id sort sha256sum"
mkdir -p "$tree/scripts" "$fakes" "$folder/path" "$folder/releases" "$folder/sysroot/lib/rustlib/wasm32-unknown-unknown/lib"
cp Cargo.toml Cargo.lock "$tree"
cp scripts/{setup,env,archives,pin-tools}.sh "$tree/scripts"
grep '^#' "$DIGESTS" >"$tree/$DIGESTS"
for program in $programs; do ln -s "$(command -v "$program")" "$folder/path/$program"; done
: >"$folder/sysroot/lib/rustlib/wasm32-unknown-unknown/lib/libstd-0.rlib"
: >"$folder/requests"

# fake NAME LINE: writes a stand-in for a program.
fake() { printf '#!%s\n%s\n' "$(command -v bash)" "$2" >"$fakes/$1"; chmod +x "$fakes/$1"; }
fake cargo "echo \"\$*\" >>'$folder/cargo'"
fake rustup "exit 0"
fake rustc "echo '$folder/sysroot'"
fake cc "exit 0"
platform() { fake uname "[ \"\$1\" = -s ] && echo $1 || echo $2"; }

# release CRATE VERSION TARGET INSIDE [BODY]: puts an archive on the host, with the program in the folder INSIDE.
release() {
    local url program body
    url=$(archive_url "$1" "$2" "$3")
    program=$(archive_program "$1")
    body="${5:-echo $program $2}"
    rm -rf "$folder/build"
    mkdir -p "$folder/build/$4" "$folder/releases/$(dirname "${url#"$RELEASES"/}")"
    # The padding makes half an archive differ from all of it.
    { printf '#!%s\n%s\nexit\n' "$(command -v bash)" "$body"; head -c 20000 /dev/urandom | base64; } >"$folder/build/$4/$program"
    tar -czf "$folder/releases/${url#"$RELEASES"/}" -C "$folder/build" .
}
releases() {
    local target
    # As it is: two of the projects have no archive for some targets.
    for target in $TARGETS; do
        release cargo-leptos "$CARGO_LEPTOS_VERSION" "$target" "cargo-leptos-$target"
        [ "$target" = aarch64-unknown-linux-musl ] ||
            release wasm-bindgen-cli "$WASM_BINDGEN_VERSION" "$target" "wasm-bindgen-$WASM_BINDGEN_VERSION-$target"
        [[ "$target" = aarch64-unknown-linux-* ]] || release leptosfmt "$LEPTOSFMT_VERSION" "$target" .
    done
}
releases

start "$folder/port" node template/release-host.mjs "$folder/releases" "$folder/requests"
for ((i = 0; i < 100; i++)); do [ -s "$folder/port" ] && break || sleep 0.1; done
host="http://127.0.0.1:$(cat "$folder/port")"

# in_tree HOW SCRIPT [ARGUMENT]: runs a script of the copy against the host. Its output is in $folder/said.
in_tree() {
    local how="$1"
    shift
    [[ "$how" = http* ]] || how="$host/$how"
    (cd "$tree" && env -i HOME="$folder/home" PATH="$folder/path" LEPTOS_TOOLS="$folder/tools" TOOL_RELEASES_URL="$how" "$@") >"$folder/said" 2>&1
}
# set_up HOW: runs setup.sh as on a new machine. Afterwards, $folder/cargo has the arguments of each cargo, and $folder/requests each request.
set_up() {
    rm -rf "$folder/tools"
    : >"$folder/cargo"
    : >"$folder/requests"
    in_tree "$1" scripts/setup.sh check || wrong "$1: setup.sh failed"
    ! compgen -G "$folder/tools/fetching.*" >/dev/null || wrong "$1: half an installation is left"
}
wrong() { cat "$folder/said" "$folder/cargo" >&2; fail "$*"; }
tools="cargo-leptos-$CARGO_LEPTOS_VERSION/bin/cargo-leptos wasm-bindgen-cli-$WASM_BINDGEN_VERSION/bin/wasm-bindgen leptosfmt-$LEPTOSFMT_VERSION/bin/leptosfmt"
# installed CASE: checks that all tools came from the releases. built CASE WORDS: checks that all were built from source, after these words.
installed() {
    local tool
    for tool in $tools; do [ -x "$folder/tools/$tool" ] || wrong "$1: $tool is not there"; done
    [ ! -s "$folder/cargo" ] || wrong "$1: cargo was called"
}
built() {
    local tool
    for tool in $tools; do [ ! -e "$folder/tools/$tool" ] || wrong "$1: $tool was installed"; done
    for tool in cargo-leptos wasm-bindgen-cli leptosfmt; do
        grep -q "^install .*$tool --version =" "$folder/cargo" || wrong "$1: $tool was not built from source"
    done
    [ "$(grep -c "$2" "$folder/said")" = 3 ] || wrong "$1: the reason '$2' was not given three times"
}

# cargo-leptos has none yet (docs/decisions/0006-where-tool-versions-live.md).
for target in x86_64-unknown-linux-musl aarch64-unknown-linux- x86_64-apple-darwin aarch64-apple-darwin; do
    grep -qE "^wasm-bindgen-cli $WASM_BINDGEN_VERSION $target[a-z]* [0-9a-f]{64}\$" "$DIGESTS" ||
        fail "$DIGESTS has no digest of wasm-bindgen-cli $WASM_BINDGEN_VERSION for $target. Run scripts/pin-tools.sh, or take a version whose digests are known."
done

platform Linux x86_64
set_up good
built "An empty table" "from source"
[ ! -s "$folder/requests" ] || wrong "An archive without a digest was asked for"

in_tree good scripts/pin-tools.sh || wrong "pin-tools.sh failed"
[ "$(grep -vc '^#' "$tree/$DIGESTS")" = 12 ] || wrong "pin-tools.sh did not pin 12 archives: $(cat "$tree/$DIGESTS")"
grep -q "leptosfmt $LEPTOSFMT_VERSION has no archive for aarch64-unknown-linux-musl" "$folder/said" || wrong "The missing archive was not named"
cp "$tree/$DIGESTS" "$folder/pinned"
for how in broken portal half cut http://127.0.0.1:1; do
    ! in_tree "$how" scripts/pin-tools.sh || wrong "pin-tools.sh accepted: $how"
    cmp -s "$folder/pinned" "$tree/$DIGESTS" || wrong "pin-tools.sh changed the table: $how"
done
archive="$folder/releases/leptos-rs/cargo-leptos/releases/download/v$CARGO_LEPTOS_VERSION/cargo-leptos-x86_64-apple-darwin.tar.gz"
printf '%064d *archive\n' 0 >"$archive.sha256"
! in_tree good scripts/pin-tools.sh || wrong "pin-tools.sh accepted an archive that differs from the published digest"
grep -q "published 0000" "$folder/said" || wrong "The published digest was not named"
echo "$(digest_of "$archive") *archive" >"$archive.sha256"
in_tree good scripts/pin-tools.sh || wrong "pin-tools.sh refused an archive that equals the published digest"
cmp -s "$folder/pinned" "$tree/$DIGESTS" || wrong "The same archives gave another table"

set_up good
installed "The right archives"
: >"$folder/requests"
in_tree good scripts/setup.sh check || wrong "A second run failed"
[ ! -s "$folder/requests" ] && [ ! -s "$folder/cargo" ] || wrong "A second run installed something"

for how in half portal; do
    set_up "$how"
    built "$how" "has another SHA-256"
done
for how in cut broken missing http://127.0.0.1:1; do
    [ "$how" != missing ] || mv "$folder/releases" "$folder/gone"
    set_up "$how"
    built "$how" "cannot be fetched: curl:"
done
mv "$folder/gone" "$folder/releases"

sed -i.before 's/[0-9a-f]$/x/' "$tree/$DIGESTS"
set_up good
built "A wrong digest" "has another SHA-256"
fake cargo-binstall "exit 0"
set_up good
[ "$(grep -c '^binstall ' "$folder/cargo")" = 3 ] && ! grep -q '^install ' "$folder/cargo" || wrong "cargo-binstall was not next"
rm "$fakes/cargo-binstall"
cp "$folder/pinned" "$tree/$DIGESTS"

platform FreeBSD riscv64
set_up good
built "An unknown platform" "from source"
[ ! -s "$folder/requests" ] || wrong "An unknown platform asked for an archive"

platform Linux aarch64
set_up good
grep -q cargo-leptos-aarch64-unknown-linux-musl "$folder/requests" && grep -q 'wasm-bindgen-.*-aarch64-unknown-linux-gnu' "$folder/requests" ||
    wrong "Linux for arm64 did not get the static cargo-leptos and the other wasm-bindgen"
grep -q leptosfmt "$folder/cargo" && ! grep -q 'cargo-leptos\|wasm-bindgen' "$folder/cargo" || wrong "On Linux for arm64, not only leptosfmt was built from source"

# macOS has shasum and no sha256sum.
rm "$folder/path/sha256sum"
fake shasum "[ \"\$1 \$2\" = '-a 256' ] && exec '$(command -v sha256sum)' \"\$3\""
platform Darwin arm64
set_up good
installed "macOS"
grep -q 'cargo-leptos-aarch64-apple-darwin' "$folder/requests" || wrong "macOS got archives of another platform"
rm "$fakes/shasum"
ln -s "$(command -v sha256sum)" "$folder/path/sha256sum"

platform Linux x86_64
release cargo-leptos "$CARGO_LEPTOS_VERSION" x86_64-unknown-linux-musl . "exit 127"
in_tree good scripts/pin-tools.sh || wrong "pin-tools.sh failed"
set_up good
grep -q 'cargo-leptos of .* does not run here' "$folder/said" && grep -q '^install .*cargo-leptos' "$folder/cargo" || wrong "A program that does not run was installed"

rm "$folder/path/curl"
set_up good
built "No curl" "curl is not installed"
echo "Releases are installed if their digests are right; in every other case the tools are built from source."
