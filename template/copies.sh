# Sourced by the scripts that build a copy of this tree in this tree's target folder, where the dependencies are.

# copy_tree FOLDER: what git tracks or would track, as it lies here now. The copies are new files, so that cargo does not
# take an earlier copy's build for theirs.
copy_tree() {
    git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -cf - | tar -xmf - -C "$1"
}

# Cargo names a crate's output by its path within the workspace, so a copy's build has the very names of this tree's, and
# the next build here would take it for its own. Without these records it compiles the workspace's own crates anew (seconds).
# Arguments: other names that a copy had; the library's files are called alike under every name.
forget_copies() {
    local name
    for name in "$APP" sandbox frontend template "$@"; do
        rm -rf "$TARGET"/{,clippy/}debug/.fingerprint/"$name"-* "$TARGET"/front/wasm32-unknown-unknown/debug/.fingerprint/"$name"-*
    done
}
