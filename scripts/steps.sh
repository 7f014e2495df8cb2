# Sourced by the scripts that check something: named steps with their time, and a tally of what passed.
# A script that uses it runs without `set -e`: a failed step is counted, and the next one still runs.

# A file with one line "passed failed" for each thing that counted; scripts called by a step add their own.
if [ -z "${TALLY:-}" ]; then
    TALLY=$(mktemp)
    OWNS_TALLY=yes
    export TALLY
fi
SUMMARY=""
# A script that is a step of another one fails for its own failures, not for those before it.
FAILED_BEFORE=$(awk '{ sum += $2 } END { print sum + 0 }' "$TALLY")

# $1 passed, $2 failed.
count() { echo "$1 $2" >>"$TALLY"; }
counted() { awk -v column="$1" '{ sum += $column } END { print sum + 0 }' "$TALLY"; }

# step "What it is" command...: runs it, counts it, says how long it took. A step whose command counts for itself (a test
# run) is not counted on top, unless it failed without having counted a failure.
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

# The steps with their times and, where this script was not called by another one, the line that CI reads.
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
