#!/usr/bin/env bash
# Builds a project and what it needs: eng/build.sh PROJECT CONFIGURATION [OUTPUT]. Says nothing but what is wrong, and does
# nothing when the output is there and no file of the repository is newer than the last build.
set -euo pipefail
cd "$(dirname "$0")/.."

project=$1
configuration=$2
output=${3:-.}
stamp="artifacts/built/$(basename "$project").$configuration"
log="$stamp.log"
mkdir -p "$(dirname "$stamp")"

# A folder changes when a file in it comes or goes, also during the build; so it is held against the build's end.
is_fresh() {
    [ -e "$output" ] && [ -e "$stamp" ] && [ -z "$(find . \
        \( -name bin -o -name obj -o -name node_modules -o -name .git -o -name .data -o -name artifacts \) -prune -o \
        \( -type f -newer "$stamp" -o -type d -newer "$log" ! -path . \) -print -quit)" ]
}

if is_fresh; then
    exit 0
fi

echo "Building ($configuration)"
begun=$(mktemp)
# One compiler for all projects, warm after the first, even where the environment says otherwise. It is ended at once.
dotnet build "$project" -c "$configuration" -v quiet -nologo -clp:NoSummary -p:UseSharedCompilation=true >"$log" 2>&1 && built=yes || built=
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true
if [ -z "$built" ]; then
    grep -E ': (error|warning) ' "$log" | sort -u >&2 || cat "$log" >&2
    echo "The build failed; all of its output is in $log." >&2
    rm -f "$begun"
    exit 1
fi
touch "$log"
mv "$begun" "$stamp"
