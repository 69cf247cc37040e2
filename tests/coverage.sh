#!/usr/bin/env bash
# Prints the line coverage of the core by the tests of the core, file by file, the worst first. About 5 minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

results=$PWD/artifacts/coverage/results
rm -rf "$results"
coverage=(-p:Coverage=true --artifacts-path artifacts/coverage)
dotnet build -v q tests/AsyncWith.Tests "${coverage[@]}"

# A file, since beside the options of the command line the tool leaves out whatever is named as the tests are, without ".Tests".
cat >artifacts/coverage/bin/AsyncWith.Tests/debug/AsyncWith.Tests.testconfig.json <<'END'
{ "platformOptions": { "Coverlet": { "include": "[AsyncWith]*", "format": "cobertura", "excludeAssembliesWithoutSources": "None" } } }
END
dotnet test --no-build --project tests/AsyncWith.Tests "${coverage[@]}" --results-directory "$results" -- --coverlet "$@"

awk '
    /<coverage / { match($0, /line-rate="[0-9.]+"/); total = substr($0, RSTART + 11, RLENGTH - 12) }
    /<class /    { match($0, /filename="[^"]+"/); file = substr($0, RSTART + 10, RLENGTH - 11); sub(/.*src\/AsyncWith\//, "", file) }
    /<line /     { match($0, /number="[0-9]+"/); line = file ":" substr($0, RSTART + 8, RLENGTH - 9)
                   if (!(line in hits)) { lines[file]++; hits[line] = 0 }
                   if ($0 !~ /hits="0"/ && !hits[line]++) covered[file]++ }
    END { for (file in lines) { printf "%5.1f %% %4d of %4d %s\n", 100 * covered[file] / lines[file], covered[file], lines[file], file | "sort -n"; all += lines[file]; ok += covered[file] }
          close("sort -n"); printf "line coverage of src/AsyncWith: %.1f %% (%d of %d)\n", 100 * ok / all, ok, all }
' "$(find "$results" -name '*cobertura*.xml' | head -1)"
