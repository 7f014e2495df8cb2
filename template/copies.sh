# Sourced by the proofs of this folder. They build a copy of this tree in $tree. They use this tree's target folder, because it has the compiled
# dependencies.
. scripts/env.sh
. scripts/servers.sh
forget_configuration

root=$PWD
folder=$(mktemp -d)
tree="$folder/tree"
mkdir -p "$tree" "$TARGET"
CARGO_TARGET_DIR=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR TARGET="$CARGO_TARGET_DIR"
# The names that a proof gives to the package, with spaces between them.
OTHER_NAMES=""
trap 'stop; forget_copies; rm -rf "$folder"' EXIT

# copy_tree [FOLDER]: copies the files that git tracks or would track, in their present state, to FOLDER or to $tree. The copies get a new
# time, so cargo does not mistake the build of an earlier copy for theirs.
copy_tree() {
    git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -cf - | tar -xmf - -C "${1:-$tree}"
}

# Deletes cargo's records of the copies. Cargo names a crate's output by its path in the workspace, which is the same in every copy. With the
# records, the next build here would use a copy's output. Without them, it compiles the workspace's own crates again, in seconds.
forget_copies() {
    local name
    for name in "$APP" sandbox frontend template $OTHER_NAMES; do
        rm -rf "$TARGET"/{,clippy/}debug/.fingerprint/"$name"-* "$TARGET"/front/wasm32-unknown-unknown/debug/.fingerprint/"$name"-*
    done
    for name in $OTHER_NAMES; do rm -f "$TARGET/debug/$name"*; done
}
