#!/usr/bin/env bash
# What a fork does first, done to a copy of this tree: it is renamed, twice, and gets the page of docs/ADD_A_PAGE.md, whose
# code blocks are carried out as they stand there. The copy is then built, tested and looked at (end2end/fork.spec.ts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh
. template/copies.sh
forget_configuration
compile_as_under_watch

root=$PWD

# Titles that are text and nothing else, whatever reads them on the way: make, the shell, sed, Rust, HTML.
halfway=(halfway-house "The {Halfway} House | a.b*c / #1 \$HOME \`id\`'s")
name=moot-hall
title="Moot & Fika's <№ 2> 🛖"

CHROMIUM=$(find_chromium) || fail "There is no Chromium. Run: scripts/setup.sh test"
folder=$(mktemp -d)
tree="$folder/tree"
trap 'stop; forget_copies "$name"; rm -f "$TARGET/debug/$name"*; rm -rf "$folder"' EXIT
mkdir -p "$tree" "$TARGET"
export CARGO_TARGET_DIR
CARGO_TARGET_DIR=$(cd "$TARGET" && pwd)
copy_tree "$tree"
cd "$tree"
git init --quiet
git add --all
git -c user.name=fork -c user.email=fork@example.org commit --quiet --message Start

# refuses WORDS ARGUMENT...: rename.sh says these words and leaves every file as it is.
refuses() {
    local words="$1" said
    shift
    ! said=$(scripts/rename.sh "$@" 2>&1) || fail "rename.sh took what it has to refuse: $*"
    [[ "$said" == *"$words"* ]] || fail "rename.sh refused '$*' with other words than '$words': $said"
    [ -z "$(git status --porcelain)" ] || fail "rename.sh refused '$*' and yet changed: $(git status --short)"
}
# former NAME...: tracked files that hold one of these names. A licence keeps the name of those who wrote what it is about.
former() {
    local name patterns=()
    for name in "$@"; do patterns+=(-e "$name"); done
    git grep --line-number --ignore-case --fixed-strings "${patterns[@]}" -- . ':!LICENSE' ':!template/fork-proof.sh' || true
}

say "Renaming a copy."
refuses "Usage:"
refuses "Usage:" some-name
for bad in Some-Name some_name 1name -name name- a--b 'name;x'; do refuses "lower-case words" "$bad" "A Title"; done
refuses "stands on" leptos "A Title"
refuses "Cargo does not take" test "A Title"
for bad in ' ' 'a"b' 'a\b' $'a\nb'; do refuses "The title" some-name "$bad"; done
refuses "The home" some-name "A Title" "javascript:alert(1)"

git remote add origin git@git.example.org:halfway/halfway-house.git
make --silent rename name="${halfway[0]}" title="${halfway[1]//\$/\$\$}"
grep -qF "pub const NAME: &str = \"${halfway[1]}\";" src/brand.rs || fail "The title did not come into src/brand.rs as it was typed."
grep -qF "https://git.example.org/halfway/halfway-house\"" src/brand.rs || fail "The remote's address is not in src/brand.rs."
# The template's name is rare enough to be looked for. That of a fork may be a word that is everywhere, such as `dashboard`.
[ "$APP" != guildhall ] || left=$(former guildhall)
[ -z "${left:-}" ] || fail "The old name is left after a rename, in:"$'\n'"$left"

make --silent rename name="$name" title="$title" home=https://git.example.org/moot/hall
left=$(former "${halfway[@]}" halfway)
[ -z "$left" ] || fail "The name before is left after a second rename, in:"$'\n'"$left"
cargo metadata --locked --offline --no-deps --format-version 1 >/dev/null || fail "Cargo.lock does not fit Cargo.toml after a rename."
[ -z "$(git ls-files --others --exclude-standard)" ] || fail "Renaming left files behind: $(git status --short)"

say "Adding the page of docs/ADD_A_PAGE.md."
node - docs/ADD_A_PAGE.md <<'JS'
// A line that begins with a file's name in backticks and ends with a colon says which file the next block is about. A rust
// block is the whole file; a diff block adds its + lines below its other lines, which the file holds exactly once.
const { existsSync, readFileSync, writeFileSync } = require('fs');
const fail = message => { console.error(message); process.exit(1); };
let file, kind, block, blocks = 0;
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line === '```' && kind) { carryOut(); blocks += 1; kind = file = undefined; }
  else if (kind) block.push(line);
  else if (line.startsWith('```')) {
    [kind, block] = [line.slice(3), []];
    if (!file) fail(`A block of ${process.argv[2]} does not say which file it is about.`);
  } else file = /^`([^`]+)`.*:$/.exec(line)?.[1] ?? file;
}
if (blocks !== 4) fail(`${process.argv[2]} has ${blocks} blocks, not a file, two lines and a link.`);

function carryOut() {
  if (kind === 'rust') {
    if (existsSync(file)) fail(`${file} is there already.`);
    return writeFileSync(file, block.join('\n') + '\n');
  }
  if (kind !== 'diff') fail(`What is a block of ${kind}?`);
  const above = block.filter(line => line.startsWith(' ')).map(line => line.trim());
  const added = block.filter(line => line.startsWith('+')).map(line => line.slice(1).trim());
  if (above.length !== 1 || above.length + added.length !== block.length) fail(`Not a line and what comes below it:\n${block.join('\n')}`);
  const lines = readFileSync(file, 'utf8').split('\n');
  const places = lines.flatMap((line, at) => (line.trim() === above[0] ? [at] : []));
  if (places.length !== 1) fail(`${file} holds this line ${places.length} times, not once:\n${above[0]}`);
  const indent = /^\s*/.exec(lines[places[0]])[0];
  lines.splice(places[0] + 1, 0, ...added.map(line => indent + line));
  writeFileSync(file, lines.join('\n'));
}
JS
with_stable cargo fmt --check || fail "What docs/ADD_A_PAGE.md adds is not formatted."
scripts/lint-islands.sh >/dev/null || fail "What docs/ADD_A_PAGE.md adds breaks a rule of scripts/lint-islands.sh."

say "Building the copy and testing its sign-in and its page (about a minute)."
cargo leptos build >"$folder/build.log" 2>&1 || { tail -n 60 "$folder/build.log" >&2; fail "The copy does not build."; }
! grep -A 8 '^warning: unused\|^warning: .*never' "$folder/build.log" || fail "The compiler warns about the copy."
cargo test --no-default-features --features ssr --lib --test http -- oldest sign_in >"$folder/test.log" 2>&1 ||
    { tail -n 60 "$folder/test.log" >&2; fail "The copy's tests fail."; }
grep -q 'pages::oldest::tests::.* ok$' "$folder/test.log" || fail "The added page's test did not run."

port=$(free_port)
start "$folder/server.log" env -i PATH="$PATH" HOME="$HOME" DISCORD_SANDBOX=1 \
    PUBLIC_URL="http://127.0.0.1:$port" DATABASE_URL="sqlite://$folder/app.db" DATA_DIR="$folder/data" \
    LEPTOS_SITE_ROOT="$tree/target/site" LEPTOS_SITE_ADDR="127.0.0.1:$port" "$CARGO_TARGET_DIR/debug/$name"
wait_for "http://127.0.0.1:$port/readyz" 30

former="halfway"
[ "$APP" != guildhall ] || former+="|guildhall"
export CHROMIUM BASE_URL="http://127.0.0.1:$port" FORK_TITLE="$title" FORK_NAME="$name" FORK_FORMER_NAMES="$former"
cd "$root/end2end"
playwright test --project=fork || {
    code=$?
    server_log
    exit "$code"
}
