# Sourced by scripts/test.sh while this folder exists. Follows the documents on copies of this tree.

[ -z "$BUILT" ] || step "Weight of the release site" template/sizes.sh
step "Saved files show under watch" template/watch-proof.sh
step "A fork is renamed, grows and loses the sample" template/fork-proof.sh
step "The sample is removed" template/remove-sample-proof.sh
step "README's commands in a fresh clone" template/readme.sh
