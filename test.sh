#!/usr/bin/env bash
# Builds everything and runs all tests against real servers on free ports, in temporary folders, beside whatever else runs here.
# ./test.sh Calendar runs the projects whose names contain the word. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")"

word=${1:-}
results=artifacts/test-results
limit=${TEST_PROJECT_LIMIT:-480}
# Tests wait more than they work, so three projects at once, and four tests at once in each, take little more time than one; the whole
# system gets the machine to itself.
at_once=${TEST_PROJECTS_AT_ONCE:-3}
threads=${TEST_THREADS:-4}
# The processes live for seconds: measuring code to compile it better the next time never pays.
export DOTNET_NOLOGO=1 DOTNET_TieredPGO=0
passed=0
failed=0

finish() {
    for counts in "$results"/*.counts; do
        [ -e "$counts" ] || continue
        read -r good bad <"$counts"
        passed=$((passed + good))
        failed=$((failed + bad))
    done
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# A number of the runner's last words, "Total: 29, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 14.216s"; 0 without them.
count() {
    local number
    number=$(sed -n "s/.*Total: .*\b$2: \([0-9]*\).*/\1/p" "$1" | tail -n 1)
    echo "${number:-0}"
}

run() {
    local name=$1 program=$2 log="$results/$1.log" begun=$SECONDS total bad skipped
    timeout --kill-after=20 "$limit" dotnet "$program" -noColor -maxThreads "$threads" >"$log" 2>&1
    local code=$?
    total=$(sed -n 's/.*Total: \([0-9]*\), .*/\1/p' "$log" | tail -n 1)
    total=${total:-0}
    bad=$(($(count "$log" Errors) + $(count "$log" Failed)))
    skipped=$(($(count "$log" Skipped) + $(count "$log" 'Not Run')))
    if [ "$total" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        [ "$code" -eq 124 ] && echo "  $name did not end within $limit s" || echo "  $name broke off (exit code $code)"
        tail -n 20 "$log"
        total=$((total + 1))
        bad=$((bad + 1))
    elif [ "$bad" -gt 0 ]; then
        grep -A 12 '\[FAIL\]' "$log"
    fi
    echo "$((total - bad - skipped)) $bad" >"$results/$name.counts"
    printf '  %-24s %4d passed %3d failed %4d s\n' "$name" $((total - bad - skipped)) "$bad" $((SECONDS - begun))
}

rm -rf "$results" && mkdir -p "$results"
./eng/setup.sh && ./eng/build.sh PeteRental.sln Debug || { failed=1; finish; }

# Each project's lines come in one piece.
start() {
    local name program
    name=$(basename "$1" .csproj)
    program="tests/$name/bin/Debug/net10.0/PeteRental.$name.dll"
    if [[ $name == *"$word"* && -e $program ]]; then
        report=$(run "$name" "$program")
        echo "$report"
    fi
}

for project in tests/*.Tests/*.csproj tests/Architecture/*.csproj; do
    while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do
        wait -n
    done
    start "$project" &
done
wait
start tests/EndToEnd/EndToEnd.csproj
finish
