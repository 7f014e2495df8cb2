# Sourced by the scripts that check something. Runs named steps, measures their time, and counts what passed and failed. Those scripts
# run without `set -e`: a failed step is counted, and the next one still runs.

# The tally is a file with lines "passed failed". A script that a step calls adds its own lines.
if [ -z "${TALLY:-}" ]; then
    TALLY=$(mktemp)
    OWNS_TALLY=yes
    export TALLY
fi
SUMMARY=""
# If this script is a step of another one, failures of earlier steps do not make it fail.
FAILED_BEFORE=$(awk '{ sum += $2 } END { print sum + 0 }' "$TALLY")

# count PASSED FAILED: adds a line to the tally. counted COLUMN: prints the sum of a column.
count() { echo "$1 $2" >>"$TALLY"; }
counted() { awk -v column="$1" '{ sum += $column } END { print sum + 0 }' "$TALLY"; }

# step "What it is" command...: runs the command, counts it, and says how long it took. If the command counts
# its own results, as a test run does, the step itself is not counted. But a step that fails without a counted failure counts as one.
step() {
    local name="$1" started=$SECONDS code=0 lines failures word
    shift
    lines=$(wc -l <"$TALLY")
    failures=$(counted 2)
    printf '\n\033[1m== %s\033[0m\n' "$name"
    "$@" || code=$?
    if [ "$code" -ne 0 ] && [ "$(counted 2)" -eq "$failures" ]; then
        count 0 1
    elif [ "$(wc -l <"$TALLY")" -eq "$lines" ]; then
        count 1 0
    fi
    [ "$code" -eq 0 ] && word=ok || word=FAILED
    SUMMARY+=$(printf '%6d s  %-6s  %s' $((SECONDS - started)) "$word" "$name")$'\n'
    printf '== %s: %s, %d s\n' "$name" "$word" $((SECONDS - started))
    return "$code"
}

# with_tests command...: runs `cargo test`, and counts each of its tests.
with_tests() {
    local log code
    log=$(mktemp)
    "$@" 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    awk '/^test result:/ { print $4, $6 }' "$log" >>"$TALLY"
    rm -f "$log"
    return "$code"
}

# Prints the steps with their times and, unless another script called this one, the line that CI reads.
finish() {
    local failed
    failed=$(counted 2)
    printf '\n%s%6d s  in all\n' "$SUMMARY" "$SECONDS"
    if [ -n "${OWNS_TALLY:-}" ]; then
        echo "$(counted 1) passed, $failed failed"
        rm -f "$TALLY"
    fi
    [ "$failed" -eq "$FAILED_BEFORE" ]
}
