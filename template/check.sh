# Sourced by scripts/check.sh while this folder is there: what keeps the template's documents and its structure true.

step "Reference, security page and layers" with_tests cargo test --package template
if command -v node >/dev/null; then
    step "No circles among the files" node template/circles.mjs
else
    say "Node.js is not here: circles among the files are looked for in 'make test' alone."
fi
step "What README names is there" template/lint-readme.sh
step "How much there is to read" template/lines.sh
