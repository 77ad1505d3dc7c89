#!/usr/bin/env bash
# Shows that the invariants of the data path (runtime/README.md) are guarded by tests: takes the line that enforces each one out, in a copy of
# the sources, and runs the tests that name it. They must go red. Prints a table; exits 1 when a guard's loss went unnoticed.
#   tests/invariants.sh            all             tests/invariants.sh I1 I4   some
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tasks=runtime/ConnectNet.Runtime/Tasks

# invariant | what the guard does | file | the guard | what stands in its place | the test that names it
guards() {
    cat <<'GUARDS'
I1|an offset waits for all earlier records|SubmittedRecords.cs|TryPeek(out var record) && record.IsAcked|TryPeek(out var record)|SourceTaskTests.An_offset_waits_for_every_earlier_record_of_its_partition
I2|a filtered record moves the offset|WorkerSourceTask.cs|_commit.AckWhenSafe(_submitted.Add(record.SourcePartition, record.SourceOffset), report);|_ = report;|SourceTaskTests.Dropped_and_tolerated_records_move_the_offset_and_are_counted
I2|a failed record waits for its dead letter|SourceCommit.cs|if (report.IsCompletedSuccessfully)|if (!report.IsCanceled)|SourceTaskTests.A_record_that_cannot_become_a_dead_letter_fails_the_task_and_keeps_its_offset
I3|only what the task returned is committed|SinkOffsetCommit.cs|foreach (var (partition, offset) in provided)|foreach (var (partition, offset) in offered)|SinkTaskTests.Only_what_pre_commit_returns_is_committed
I4|the failed batch comes before later records|WorkerSinkTask.cs|_redelivering = true;|_redelivering = false;|SinkTaskTests.After_a_passing_fault_the_same_batch_comes_again_before_any_later_record
I4|a record on its way waits for the failed batch|WorkerSinkTask.cs|else if (!Refuse(record))|else if (Refuse(record) is var _)|SinkRedeliveryTests.A_record_that_was_on_its_way_waits_until_the_failed_batch_was_put
I5|a consumed record reaches put|WorkerSinkTask.cs|_batch.Add(record);|_ = record;|SinkTaskTests.Every_record_is_put_or_filtered_or_in_the_dead_letter_queue
GUARDS
}

copy="$(mktemp -d "${TMPDIR:-/tmp}/connectnet-invariants.XXXXXX")"
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar -c --null -T - --ignore-failed-read 2>/dev/null) | tar -x -C "$copy"
mkdir -p "$copy/.packages"
cp "$root"/.packages/*.nupkg "$copy/.packages/" 2>/dev/null || true
"$copy/connectnet" build

run_tests() { # filter; output in $copy/log
    dotnet test "$copy/tests/ConnectNet.IntegrationTests" -c Release --nologo --disable-build-servers --filter "$1" >"$copy/log" 2>&1
}

unnoticed=0
printf '%-4s %-46s %s\n' "" "guard taken out" "result"
while IFS='|' read -r invariant guard file from to filter; do
    [[ $# -eq 0 || " $* " == *" $invariant "* ]] || continue
    source="$copy/$tasks/$file"
    original="$(<"$source")"
    if [[ "$original" != *"$from"* ]]; then
        printf '%-4s %-46s %s\n' "$invariant" "$guard" "NOT FOUND in $file: $from"; unnoticed=1; continue
    fi
    printf '%s\n' "${original/"$from"/"$to"}" >"$source"
    if run_tests "$filter"; then
        result="UNNOTICED: the tests stay green"; unnoticed=1
    elif grep -q 'error CS' "$copy/log"; then
        result="DOES NOT COMPILE: $(grep -m1 -o 'error CS[^[]*' "$copy/log")"; unnoticed=1
    else
        result="red: $(grep -oE 'Failed [A-Za-z0-9_.]+' "$copy/log" | sort -u | sed 's/.*Tests[.]//' | head -3 | paste -sd' ')"
    fi
    printf '%-4s %-46s %s\n' "$invariant" "$guard" "$result"
    printf '%s\n' "$original" >"$source"
done < <(guards)
exit $unnoticed
