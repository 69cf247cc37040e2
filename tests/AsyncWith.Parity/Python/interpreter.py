"""Runs programs of the parity language on contextlib and prints what happened.

One program a line on standard input, as JSON; an empty line asks for the traces so far, one a line on standard output.
"""

import contextlib
import json
import sys
from asyncio.exceptions import CancelledError

import generators
from contexts import Unwinding, describe, handled, handling, leave, lose, pending, unlink, unwindings


class A(Exception):
    pass


class B(A):
    pass


class C(Exception):
    pass


class X(CancelledError):
    pass


RAISED = {"A": A, "B": B, "C": C, "X": X}
CAUGHT = {**RAISED, "*": BaseException}

trace = []          # what happened so far
created = 0         # exceptions raised so far
stacks = {}         # the exit stacks by number


# ---- The parts of a program ----


class Nap:
    def __await__(self):
        yield


class Stack(contextlib.AsyncExitStack):
    """contextlib's own; this only notes that it unwinds, and what it was given."""

    async def __aexit__(self, kind, value, traceback):
        unwindings.append(Unwinding(value))
        try:
            return await super().__aexit__(kind, value, traceback)
        finally:
            unwindings.pop()


async def observe(is_entry, exit, value, traceback=None):
    """Runs an exit, and notes what it did to the exception that it was given."""
    around = sys.exception()
    handling(value)
    try:
        answer = await exit(None if value is None else type(value), value, traceback)
    except BaseException as thrown:
        if is_entry:
            unlink(thrown, value, around)
            unwindings[-1].pending = thrown
        leave(thrown, value)
        raise
    finally:
        handled(value)
    if is_entry and answer and value is not None:
        unwindings[-1].over = True
        unwindings[-1].pending = None
    return answer


class Observed:
    def __init__(self, manager, is_entry):
        self.manager = manager
        self.is_entry = is_entry

    async def __aenter__(self):
        return await self.manager.__aenter__()

    async def __aexit__(self, kind, value, traceback):
        return await observe(self.is_entry, self.manager.__aexit__, value, traceback)


class Manager:
    def __init__(self, node):
        self.node = node

    async def __aenter__(self):
        trace.append("+%d" % self.node[1])
        await run(self.node[4], None)
        return "m%d" % self.node[1]

    async def __aexit__(self, kind, value, traceback):
        return await exit_part(self.node[1], self.node[3], self.node[5], value)


class Closing:
    def __init__(self, node):
        self.node = node

    async def aclose(self):
        trace.append("x%d" % self.node[1])
        await run(self.node[4], None)

    def __str__(self):
        return "m%d" % self.node[1]


async def exit_part(number, suppressed, nodes, value):
    trace.append("-%d(%s)" % (number, describe(value)))
    await run(nodes, value)
    return suppressed != "-" and (suppressed == "*" or isinstance(value, CAUGHT[suppressed]))


def make(node, is_entry=False):
    op = node[0]
    if op == "class":
        manager = Manager(node)
    elif op == "generator":
        function, arguments = generators.function(node, globals())
        manager = function(node[1], arguments)
    elif op == "closing":
        manager = contextlib.aclosing(Closing(node))
    elif op == "null":
        manager = contextlib.nullcontext("m%d" % node[1])
    else:
        manager = Stack()
        stacks[node[1]] = manager
    return Observed(manager, is_entry)


def caught(handlers, exception):
    for handler in handlers:
        if isinstance(exception, CAUGHT[handler[3]]):
            return handler
    return None


async def block(managers, index, resources, body, given):
    if index == len(managers):
        trace.append("*" + ",".join(resources))
        await run(body, given)
        return
    async with make(managers[index]) as resource:
        resources.append(str(resource))
        await block(managers, index + 1, resources, body, given)


async def run(nodes, given):
    global created
    for node in nodes:
        op = node[0]
        if op == "log":
            trace.append("l%d" % node[1])
        elif op == "nap":
            await Nap()
            trace.append("~")
        elif op == "raise":
            created += 1
            exception = RAISED[node[3]]()
            exception.number = str(created)
            raise exception
        elif op == "again":
            raise
        elif op == "given":
            if given is not None:
                raise given
        elif op == "with":
            await block(node[4], 0, [], node[5], given)
        elif op == "try":
            try:
                await run(node[4], given)
            except BaseException as exception:
                handler = caught(node[5], exception)
                if handler is None:
                    raise
                trace.append("?" + describe(exception))
                handling(exception)
                try:
                    await run(handler[4], given)
                except BaseException as thrown:
                    leave(thrown, exception)
                    raise
                finally:
                    handled(exception)
        elif op == "finally":
            completed = False
            try:
                await run(node[4], given)
                completed = True
            finally:
                replaced = None if completed else sys.exception()
                trace.append("f")
                try:
                    await run(node[5], given)
                except BaseException as thrown:
                    if replaced is not None:
                        lose(replaced, thrown)
                    raise
        elif op == "stack":
            async with make(node):
                await run(node[4], given)
        else:
            stack = stacks.get(node[1])
            if stack is None:
                trace.append("0")
            else:
                await with_stack(stack, op, node, given)


async def with_stack(stack, op, node, given):
    if op == "enter":
        resource = await stack.enter_async_context(make(node[4][0], True))
        trace.append(">%s" % ("s" if isinstance(resource, Stack) else resource))
    elif op == "push":
        async def pushed(kind, value, traceback):
            return await observe(True, lambda *_: exit_part(node[2], node[3], node[4], value), value)
        stack.push_async_exit(pushed)
    elif op == "pushmanager":
        stack.push_async_exit(make(node[4][0], True))
    elif op == "callback":
        async def callback():
            async def body(*_):
                trace.append("c%d" % node[2])
                await run(node[4], None)
            await observe(True, body, unwindings[-1].pending)
        stack.push_async_callback(callback)
    elif op == "popall":
        stacks[node[2]] = stack.pop_all()
    elif op == "close":
        await stack.aclose()
    elif op == "use":
        async with Observed(stack, False):
            await run(node[4], given)


# ---- Programs ----


async def main(program):
    try:
        await run(program, None)
        trace.append("=")
    except BaseException as exception:
        trace.append("=" + describe(exception))


def execute(program):
    global created
    created = 0
    trace.clear()
    stacks.clear()
    pending.clear()
    unwindings.clear()
    running = main(program)
    try:
        while True:
            running.send(None)
    except StopIteration:
        return " ".join(trace)


def serve():
    sys.set_asyncgen_hooks(finalizer=lambda abandoned: None)  # a manager that no one exits stays as it is, as in C#
    print(sys.version.split()[0], flush=True)
    for line in sys.stdin:
        if line == "\n":
            sys.stdout.flush()
        else:
            sys.stdout.write(execute(json.loads(line)) + "\n")


if __name__ == "__main__":
    serve()
