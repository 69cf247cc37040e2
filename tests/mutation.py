#!/usr/bin/env python3
"""Changes the code of a folder of the core, or of some of its files, in one place at a time, and runs the tests that are about it:

    python3 tests/mutation.py ExitStack
    python3 tests/mutation.py Internal ExceptionContext.cs ContextLinks.cs

Stryker makes one assembly with all changes, of which an environment variable selects one. It takes 2 to 60 seconds for a change on two cores: a test
that fails ends it, and a hang takes longest. Prints the changes that no test has seen, and the score.
"""
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE / "AsyncWith.Tests"
BUILT = PROJECT / "bin" / "Debug" / "net10.0"
OUTPUT = HERE.parent / "artifacts" / "mutation"
LIMIT = 60  # seconds, after which a change counts as seen: something hangs

# The classes that are about a folder. "*" stands for any number of characters.
ALWAYS = ["Contract.ManagerNameTests", "Contract.StackTraceTests", "Conventions.DebuggerDisplayTests", "Diagnostics.ManagerNameTests"]
CLASSES = {
    "ExitStack": ["AsyncExitStackTests", "ExitStackManagerOfTTests", "ScopeNotCompletedExceptionTests", "Internal.UnwindingTests",
                  "Internal.ExceptionContextTests", "Composition.WhenAllTests", "Diagnostics.*", "Scopes.*",
                  "Composition.BeginAsyncTests"],
    "Generators": ["Generators.*", "Scopes.ScopeTests"],
    "Internal": ["Internal.*", "AsyncContextManagerExtensionsTests", "AsyncExitStackTests", "Composition.*", "Diagnostics.ObservedUseOfTTests",
                 "Managers.AcquireTests", "Managers.DeadlineTests", "Managers.TaskGroupTests", "Contract.CombinationAcquisitionTests"],
}


def make_mutants(folder: str, files: list[str]) -> dict:
    """Leaves the assembly with all changes in OUTPUT, and returns the report that says what they are."""
    mutate = [argument for file in files for argument in ("--mutate", f"**/{folder}/{file}")]
    environment = dict(os.environ, MUTATION_TESTS="Internal/TypeNameTests.cs", DOTNET_INFO_WAIT_TIME="60000")
    log = OUTPUT / "stryker.log"
    with log.open("w") as text:
        stryker = subprocess.Popen(
            ["dotnet", "stryker", "--output", str(OUTPUT), *mutate], cwd=PROJECT, env=environment, stdout=text, stderr=subprocess.STDOUT)
    while stryker.poll() is None and "total mutants will be tested" not in log.read_text(errors="replace"):
        time.sleep(0.5)
    shutil.copy(BUILT / "AsyncWith.dll", OUTPUT / "AsyncWith.dll")  # now, since the tool puts the original back at its end
    if stryker.wait() != 0 and not (OUTPUT / "reports" / "mutation-report.json").exists():
        sys.exit(log.read_text(errors="replace"))
    return json.loads((OUTPUT / "reports" / "mutation-report.json").read_text())


def build_tests() -> Path:
    shutil.rmtree(PROJECT / "bin" / "Debug")
    shutil.rmtree(PROJECT / "obj" / "Debug")
    subprocess.run(["dotnet", "build", "-v", "q", str(PROJECT)], check=True)
    tests = OUTPUT / "tests"
    shutil.copytree(BUILT, tests)
    shutil.copy(OUTPUT / "AsyncWith.dll", tests)
    return tests


def is_seen(tests: Path, folder: str, mutant: int) -> bool:
    command = ["dotnet", "AsyncWith.Tests.dll", "-stopOnFail", "-noColor"]
    for name in CLASSES[folder] + ALWAYS:
        command += ["-class", f"AsyncWith.Tests.{name}"]
    environment = dict(os.environ, STRYKER_MUTANT_ID_CONTROL_VAR="MUTANT", MUTANT=str(mutant))
    try:
        run = subprocess.run(command, cwd=tests, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT)
        return run.returncode != 0
    except subprocess.TimeoutExpired:
        return True


def main() -> None:
    folder, files = sys.argv[1], sys.argv[2:] or ["*.cs"]
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    subprocess.run(["dotnet", "tool", "restore"], check=True, cwd=HERE.parent)
    report = make_mutants(folder, files)
    tests = build_tests()
    if is_seen(tests, folder, -1):
        sys.exit("The tests fail without a change, or take longer than the limit.")

    seen = total = 0
    for path, file in report["files"].items():
        for mutant in file["mutants"]:
            if mutant["status"] in ("Ignored", "CompileError"):
                continue
            total += 1
            if is_seen(tests, folder, int(mutant["id"])):
                seen += 1
            else:
                print(f"{Path(path).name}:{mutant['location']['start']['line']} {mutant['mutatorName']}: {mutant['replacement']}", flush=True)
    print(f"{seen} of {total} seen, {100 * seen / max(total, 1):.1f} %")


main()
