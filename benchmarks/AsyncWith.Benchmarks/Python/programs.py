"""The same programs on contextlib: prints a line "name nanoseconds" for each, the minimum of rounds."""
import time
from contextlib import AsyncExitStack, asynccontextmanager


class Manager:
    async def __aenter__(self):
        return 1

    async def __aexit__(self, exc_type, exc, traceback):
        return False


@asynccontextmanager
async def generator():
    try:
        yield 1
    finally:
        pass


manager = Manager()


async def use_class(n):
    for _ in range(n):
        async with manager:
            pass


async def use_generator(n):
    for _ in range(n):
        async with generator():
            pass


async def use_stack(n):
    for _ in range(n):
        async with AsyncExitStack() as stack:
            for _ in range(10):
                await stack.enter_async_context(manager)


async def throw_class(n):
    for _ in range(n):
        try:
            async with manager:
                raise ValueError
        except ValueError:
            pass


async def throw_generator(n):
    for _ in range(n):
        try:
            async with generator():
                raise ValueError
        except ValueError:
            pass


def run(program, n):
    coroutine = program(n)
    start = time.perf_counter_ns()
    try:
        coroutine.send(None)
    except StopIteration:
        pass
    return (time.perf_counter_ns() - start) / n


for name, program, n in (
    ("class manager, synchronous", use_class, 20_000),
    ("generator, synchronous", use_generator, 5_000),
    ("exit stack, ten class managers", use_stack, 1_000),
    ("the body throws, class manager", throw_class, 10_000),
    ("the body throws, generator", throw_generator, 2_000),
):
    print(name, min(run(program, n) for _ in range(15)), sep="\t")
