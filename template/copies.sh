# Sourced by the proofs of this folder. They build a copy of this tree, in the folder $tree, with this tree's target folder, which has
# the dependencies.
. scripts/env.sh
. scripts/servers.sh
forget_configuration

root=$PWD
folder=$(mktemp -d)
tree="$folder/tree"
mkdir -p "$tree" "$TARGET"
CARGO_TARGET_DIR=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR TARGET="$CARGO_TARGET_DIR"
# Other package names that the copy gets, with spaces between them.
OTHER_NAMES=""
trap 'stop; forget_copies; rm -rf "$folder"' EXIT

# copy_tree [FOLDER]: copies to $tree, or to the folder, what git tracks or would track, as it is now. The copies are new files, so cargo
# does not take an earlier copy's build for theirs.
copy_tree() {
    git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -cf - | tar -xmf - -C "${1:-$tree}"
}

# Cargo names a crate's output by its path within the workspace, so the next build here would take a copy's output for its own. Without
# these records it compiles the workspace's own crates again, in seconds. The library's files have the same names in every copy.
forget_copies() {
    local name
    for name in "$APP" sandbox frontend template $OTHER_NAMES; do
        rm -rf "$TARGET"/{,clippy/}debug/.fingerprint/"$name"-* "$TARGET"/front/wasm32-unknown-unknown/debug/.fingerprint/"$name"-*
    done
    for name in $OTHER_NAMES; do rm -f "$TARGET/debug/$name"*; done
}
