# Sourced by scripts/check.sh while this folder exists. Checks the template's documents and its structure.

step "Reference, security page and layers" with_tests cargo test --package template
if command -v node >/dev/null; then
    step "No circles among the files" node template/circles.mjs
    step "Tools come from releases with the right digest" template/setup-tools-proof.sh
else
    say "Node.js is not installed: only 'make test' looks for circles among the files and tries the installation of the tools."
fi
step "What README names exists" template/lint-readme.sh
step "How much there is to read" template/lines.sh
