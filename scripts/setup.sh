#!/usr/bin/env bash
# Installs what is missing to run (`setup.sh dev`), to check and format (`setup.sh check`), to build for release (`setup.sh build`)
# or to test (`setup.sh test`). It says what it does and how long that takes. It never uses sudo: without root, it prints the command
# to run and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/archives.sh

# apt_install PACKAGE...: installs the Debian packages that are missing, which needs root.
apt_install() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local line="apt-get install -y --no-install-recommends ${missing[*]}"
    [ "$(id -u)" = 0 ] || fail "Missing packages. Run this as root, then start again:  $line"
    say "Installing ${missing[*]} (about a minute)."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $line -qq >/dev/null
}

# quietly command...: runs a long command, and prints the end of its output only if it fails.
quietly() {
    local log="$TOOLS/setup.log"
    mkdir -p "$TOOLS"
    "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "This command failed: $*"; }
}

rust() {
    command -v rustup >/dev/null || fail "Rust is missing: install it from https://rustup.rs, then start again."
    command -v cc >/dev/null || apt_install gcc libc6-dev
}

wasm_target() {
    has_wasm_std && return
    say "Adding Rust's wasm32-unknown-unknown target (seconds)."
    rustup target add wasm32-unknown-unknown >/dev/null 2>&1 && has_wasm_std && return
    command -v apt-get >/dev/null || fail "rustup could not add the wasm target. Check the connection to static.rust-lang.org."
    say "rustup's server cannot be reached. Installing Debian's compiler instead (about 4 minutes)."
    apt_install rustc-web cargo-web rust-web-src rust-web-llvm
    apt_install "$(rust_lld_package)"
    rustup toolchain link debian /usr
    export RUSTUP_TOOLCHAIN=debian
    has_wasm_std || build_wasm_std
}

# Prints the name of the lld package that Debian's rust-lld links to. Its version is the LLVM version of rust-web-llvm.
rust_lld_package() {
    apt-cache depends rust-web-llvm | sed -nE 's/.*Depends: llvm-([0-9]+).*/lld-\1/p' | head -n 1
}

# Debian ships no wasm standard library for this compiler: build it once from its source package.
build_wasm_std() {
    say "Building the wasm standard library from source (about 2 minutes)."
    local dir sysroot
    dir=$(mktemp -d)
    sysroot=$(rustc --print sysroot)
    mkdir "$dir/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[lib]\n' >"$dir/Cargo.toml"
    : >"$dir/src/lib.rs"
    (cd "$dir" && RUSTC_BOOTSTRAP=1 quietly cargo build --release -Zbuild-std=std,panic_abort,proc_macro,test --target wasm32-unknown-unknown)
    mkdir -p "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib"
    find "$dir/target/wasm32-unknown-unknown/release/deps" -name '*.rlib' ! -name 'libempty-*' \
        -exec cp {} "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib/" \;
    rm -rf "$dir"
    has_wasm_std || fail "The wasm standard library was built, but it is not in $sysroot."
}

# install_tool CRATE VERSION MINUTES OPTIMISATION: takes the project's own release if its digest is pinned, else what cargo-binstall finds if
# that is installed. Otherwise it builds the tool at this level of optimisation, which takes about that many minutes.
install_tool() {
    local root="$TOOLS/$1-$2"
    ! install_archive "$1" "$2" "$root" || return 0
    if command -v cargo-binstall >/dev/null; then
        say "Fetching $1 $2 (prebuilt)."
        cargo binstall --no-confirm --disable-strategies compile --root "$root" "$1@$2" >/dev/null 2>&1 && return
    fi
    say "Building $1 $2 from source (about $3 minutes, once per user)."
    command -v cargo-binstall >/dev/null || say "With cargo-binstall installed, this would take seconds where GitHub can be reached."
    # A quick build is more important here than a quick tool: fat LTO alone would double the time.
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL="$4" \
        CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR="$TOOLS/build" \
        quietly cargo_install "$1" --version "=$2" --root "$root"
    rm -rf "$TOOLS/build"
}

# Installs with the crate's own lock file, or without it if the registry lacks a version that it names. Some crates declare a newer
# compiler than they need, so that declaration is ignored.
cargo_install() {
    cargo install --locked --ignore-rust-version "$@" || cargo install --ignore-rust-version "$@"
}

cargo_leptos() {
    [ "$(cargo-leptos --version 2>/dev/null | awk '{ print $2 }')" = "$CARGO_LEPTOS_VERSION" ] ||
        install_tool cargo-leptos "$CARGO_LEPTOS_VERSION" 10 0
}

wasm_bindgen() {
    [ "$(wasm-bindgen --version 2>/dev/null | awk '{ print $2 }')" = "$WASM_BINDGEN_VERSION" ] ||
        install_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION" 4 2
}

leptosfmt() {
    [ "$(command leptosfmt --version 2>/dev/null | awk '{ print $2 }')" = "$LEPTOSFMT_VERSION" ] ||
        install_tool leptosfmt "$LEPTOSFMT_VERSION" 2 0
}

node_js() {
    local found
    found=$(node --version 2>/dev/null) || found=none
    if ! node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null || ! command -v npm >/dev/null; then
        fail "Node.js 20 or newer, with npm, is missing (found: $found). Run as root:  apt-get install -y nodejs npm
        If that installs an older version, as on Debian 12, take it from https://nodejs.org. Then start again."
    fi
}

# Installs the npm packages of the browser tests and wasm-opt. A copy of the lock file shows what is installed.
npm_packages() {
    node_js
    cmp -s end2end/package-lock.json end2end/node_modules/.installed-lock.json && return
    say "Installing the npm packages in end2end (half a minute)."
    (cd end2end && quietly npm ci --no-audit --no-fund)
    cp end2end/package-lock.json end2end/node_modules/.installed-lock.json
}

# Release builds shrink the WebAssembly with wasm-opt. cargo-leptos would download it, but not on every network.
wasm_opt() {
    if command -v npm >/dev/null; then
        npm_packages
    else
        command -v wasm-opt >/dev/null || say "Node.js is not installed: cargo-leptos downloads wasm-opt itself (seconds)."
    fi
}

browser() {
    find_chromium >/dev/null && return
    command -v apt-get >/dev/null || fail "Chromium is missing: install it, or set CHROMIUM to a Chrome's path."
    apt_install chromium fonts-dejavu-core
    find_chromium >/dev/null || fail "Chromium was installed but is not on PATH; set CHROMIUM to its path."
}

# Installs a font for the tests' browser. Without it, screenshots show boxes in place of emoji.
emoji_font() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    apt_install fonts-noto-color-emoji || say "The emoji font could not be installed."
}

# Installs PostgreSQL for the store suite. Without it, the suite runs on SQLite only, and scripts/with-postgres.sh says so. The setting stops
# Debian's package from starting a cluster on port 5432.
postgres() {
    find_postgres >/dev/null && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    apt_install postgresql-common &&
        sed -i -E 's/^#?(create_main_cluster) .*/\1 = false/' /etc/postgresql-common/createcluster.conf &&
        apt_install postgresql || say "PostgreSQL could not be installed."
}

# Installs PgBouncer for the same suite behind a pooler. RUNLEVEL=1 stops Debian's package from starting one on port 6432.
pgbouncer() {
    find_pgbouncer >/dev/null && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    RUNLEVEL=1 apt_install pgbouncer || say "PgBouncer could not be installed."
    systemctl disable --now pgbouncer >/dev/null 2>&1 || true
}

# Installs nginx for one scenario of scripts/chaos.sh, which says if it is skipped. RUNLEVEL=1 stops Debian's package from starting nginx.
nginx() {
    # `command -v` would find this function.
    (PATH="$PATH:/usr/sbin"; type -P nginx) >/dev/null && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    RUNLEVEL=1 apt_install nginx-light || say "nginx could not be installed."
}

# Installs Prometheus for scripts/prometheus-proof.sh, which says if it is skipped. RUNLEVEL=1 stops Debian's package from starting it.
prometheus() {
    type -P prometheus promtool >/dev/null && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    RUNLEVEL=1 apt_install prometheus || say "Prometheus could not be installed."
    systemctl disable --now prometheus >/dev/null 2>&1 || true
}

dev() { rust; wasm_target; wasm_bindgen; cargo_leptos; }

case "${1:-dev}" in
dev) dev ;;
check) dev; leptosfmt ;;
build) dev; wasm_opt ;;
test) dev; leptosfmt; npm_packages; browser; emoji_font; postgres; pgbouncer; nginx; prometheus ;;
*) fail "Usage: scripts/setup.sh [dev|check|build|test]" ;;
esac
