# Sourced by every script and by the Makefile: which tools and which compiler the project uses.
# It only sets variables; scripts/setup.sh is what installs.

# Tools are kept per user and per version, beside nobody else's: a second clone finds them ready, and no other
# project's cargo-leptos or wasm-bindgen changes under its feet.
TOOLS="${LEPTOS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/leptos-tools}"
CARGO_LEPTOS_VERSION=0.3.11
LEPTOSFMT_VERSION=0.1.33
# The command line tool has to match the library to the digit, so the lock file decides.
WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock)

# The package's name, which is also the binary's.
APP=$(awk -F'"' '/^name = / { print $2; exit }' Cargo.toml)
TARGET="${CARGO_TARGET_DIR:-target}"
# Not target/site, which belongs to `cargo leptos watch`: a release build beside it would take its files away.
RELEASE_SITE="$TARGET/release/site"

export PATH="$TOOLS/wasm-bindgen-cli-$WASM_BINDGEN_VERSION/bin:$TOOLS/cargo-leptos-$CARGO_LEPTOS_VERSION/bin:$TOOLS/leptosfmt-$LEPTOSFMT_VERSION/bin:$PWD/end2end/node_modules/.bin:$HOME/.cargo/bin:$PATH"

# Does the compiler that cargo would use now bring a standard library for the browser?
has_wasm_std() {
    compgen -G "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null
}

# The compiler that setup.sh put together from Debian's packages where rustup could not fetch the wasm target.
# It then builds both halves: two compilers in one target directory rebuild everything at every turn.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ] && ! has_wasm_std 2>/dev/null && rustup toolchain list 2>/dev/null | grep -q '^debian'; then
    export RUSTUP_TOOLCHAIN=debian
fi

# clippy and rustfmt come with rustup's stable alone, and what that compiles stays out of the other compiler's way.
with_stable() {
    if [ "${RUSTUP_TOOLCHAIN:-}" = debian ]; then
        RUSTUP_TOOLCHAIN=stable CARGO_TARGET_DIR="$TARGET/clippy" "$@"
    else
        "$@"
    fi
}

# For scripts that test: nothing that the caller configured for the app reaches a test.
forget_configuration() {
    unset ${!DISCORD_*} ${!LEPTOS_SITE_*} ${!LEPTOS_RELOAD_*} LEPTOS_HASH_FILES LEPTOS_WATCH \
        DATABASE_URL PUBLIC_URL SECRET_KEY APP_ENV DATA_DIR HSTS_INCLUDE_SUBDOMAINS
}

# What leptos reads while it compiles, as under watch. With other values it would be built a second time, and again at every
# turn between `make dev` and the scripts that test. While tests run they are not under watch.
compile_as_under_watch() {
    export LEPTOS_WATCH=true
    # cargo-leptos sets this in debug builds: one type for all views compiles sooner. Release builds keep their types and are faster.
    export RUSTFLAGS="--cfg erase_components"
    local host
    host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
    export "CARGO_TARGET_${host}_RUNNER=env -u LEPTOS_WATCH"
}

# The browser that the tests drive: $CHROMIUM, or the first one found.
find_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

# The folder of PostgreSQL's programs: on PATH, or the newest one that Debian keeps beside it.
find_postgres() {
    local folder
    for folder in "$(dirname "$(command -v initdb || echo /none/initdb)")" \
        $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV); do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && echo "$folder" && return
    done
    return 1
}

# PgBouncer's program, which Debian keeps where only root's PATH leads.
find_pgbouncer() { PATH="$PATH:/usr/sbin" command -v pgbouncer; }

# A short word in front of everything the scripts say, so that it stands out between the tools' own lines.
say() { printf '\033[1m[setup]\033[0m %s\n' "$*"; }
fail() { printf '\033[1;31m[setup]\033[0m %s\n' "$*" >&2; exit 1; }
