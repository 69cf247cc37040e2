#!/usr/bin/env bash
# Mutates a folder of the core, or some of its files, and runs the tests that are about it against each mutant:
#   tests/mutation.sh ExitStack
#   tests/mutation.sh Internal ExceptionContext.cs ContextLinks.cs
# It takes about 20 seconds for a mutant on two busy cores, and prints the mutants that no test saw, and the score.
set -euo pipefail
cd "$(dirname "$0")/AsyncWith.Tests"

folder=$1
shift
case $folder in
    ExitStack) tests='ExitStack/**/*.cs;Internal/ExceptionContextTests*.cs;Composition/WhenAllTests*.cs;Diagnostics/Observed*.cs;Conventions/DebuggerDisplayTests.cs' ;;
    Internal) tests='Internal/**/*.cs;ExitStack/UnwindingTests.cs;Statement/**/*.cs;Composition/**/*.cs' ;;
    *) tests="$folder/**/*.cs" ;;
esac

mutate=()
[ $# -gt 0 ] || set -- '*.cs'
for file in "$@"; do
    mutate+=(--mutate "**/$folder/$file")
done

dotnet tool restore
export MUTATION_TESTS=$tests
export DOTNET_INFO_WAIT_TIME=60000 # how many milliseconds the tool waits for dotnet --info, which takes its time on a busy machine
dotnet stryker --output "$PWD/../../artifacts/mutation/$folder" "${mutate[@]}"
