# Sourced by every script and by the Makefile. Says which tools and which compiler the project uses; scripts/setup.sh installs them.

# Tools are installed per user and per version, in a folder of their own. A second clone finds them ready, and other projects can use
# other versions.
TOOLS="${LEPTOS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/leptos-tools}"
# scripts/tool-digests.txt has the digests of the tools' archives. After a change of a version, scripts/pin-tools.sh writes new ones. The manifests of
# https://github.com/taiki-e/install-action have those of some versions.
CARGO_LEPTOS_VERSION=0.3.11
LEPTOSFMT_VERSION=0.1.33
# The command line tool must have exactly the library's version, which is in the lock file.
WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock)

# The package's name, which is also the binary's.
APP=$(awk -F'"' '/^name = / { print $2; exit }' Cargo.toml)
TARGET="${CARGO_TARGET_DIR:-target}"
# Not target/site: `cargo leptos watch` uses that folder, and a release build would replace its files.
RELEASE_SITE="$TARGET/release/site"

export PATH="$TOOLS/wasm-bindgen-cli-$WASM_BINDGEN_VERSION/bin:$TOOLS/cargo-leptos-$CARGO_LEPTOS_VERSION/bin:$TOOLS/leptosfmt-$LEPTOSFMT_VERSION/bin:$PWD/end2end/node_modules/.bin:$HOME/.cargo/bin:$PATH"

# Succeeds if the compiler that cargo would use now has a standard library for the browser.
has_wasm_std() {
    compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null
}

# Where rustup cannot fetch the wasm target, setup.sh installs Debian's compiler. It then builds both halves, because two compilers with
# one target directory would each compile everything again.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ] && ! has_wasm_std 2>/dev/null && rustup toolchain list 2>/dev/null | grep -q '^debian'; then
    export RUSTUP_TOOLCHAIN=debian
fi

# Runs a command with rustup's stable compiler, because only that has clippy and rustfmt. If the project uses Debian's compiler, the command gets a
# target directory of its own.
with_stable() {
    if [ "${RUSTUP_TOOLCHAIN:-}" = debian ]; then
        RUSTUP_TOOLCHAIN=stable CARGO_TARGET_DIR="$TARGET/clippy" "$@"
    else
        "$@"
    fi
}

# Removes the caller's configuration of the app, which could change the results of tests.
forget_configuration() {
    unset ${!DISCORD_*} ${!LEPTOS_SITE_*} ${!LEPTOS_RELOAD_*} ${!OTEL_*} LEPTOS_HASH_FILES LEPTOS_WATCH \
        ADMIN_USER_IDS DATABASE_URL DATABASE_URL_FILE DATABASE_MAX_CONNECTIONS PUBLIC_URL SECRET_KEY SECRET_KEY_FILE APP_ENV DATA_DIR \
        HSTS_INCLUDE_SUBDOMAINS PORT METRICS_ADDR
}

# Compiles with the settings of `cargo leptos watch`. With others, `make dev` and the test scripts would each compile leptos again. The tests
# themselves run without LEPTOS_WATCH.
compile_as_under_watch() {
    export LEPTOS_WATCH=true
    # cargo-leptos sets the same in debug builds, because one type for all views compiles sooner. Release builds keep a type for each view and
    # are faster (docs/decisions/0008-the-webassembly-is-a-package-of-its-own.md).
    export RUSTFLAGS="--cfg erase_components"
    local host
    host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
    export "CARGO_TARGET_${host}_RUNNER=env -u LEPTOS_WATCH"
}

# Prints the path of the tests' browser: $CHROMIUM, or the first one found.
find_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

# For scripts that run Playwright: exports the browser's path as $CHROMIUM.
require_chromium() {
    CHROMIUM=$(find_chromium) || fail "There is no Chromium. Run: scripts/setup.sh test"
    export CHROMIUM
}

# Prints the folder of PostgreSQL's programs: the one on PATH, or Debian's newest.
find_postgres() {
    local folder
    for folder in "$(dirname "$(command -v initdb || echo /none/initdb)")" \
        $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV); do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && echo "$folder" && return
    done
    return 1
}

# Prints the path of PgBouncer, which Debian installs in a folder that is only on root's PATH.
find_pgbouncer() { PATH="$PATH:/usr/sbin" type -P pgbouncer; }

# The script's name in front of its messages makes them stand out between the lines of other tools.
SCRIPT="${0##*/}"
say() { printf '\033[1m[%s]\033[0m %s\n' "${SCRIPT%.sh}" "$*"; }
fail() { printf '\033[1;31m[%s]\033[0m %s\n' "${SCRIPT%.sh}" "$*" >&2; exit 1; }
