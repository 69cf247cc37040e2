"""Runs programs of the parity language on contextlib and prints what happened.

One program a line on standard input, as JSON; an empty line asks for the traces so far, one a line on standard output.
"""

import contextlib
import json
import sys
from asyncio.exceptions import CancelledError


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
pending = {}        # the exceptions being handled, by identity, with how many times
unwindings = []     # the exit stacks that are unwinding, the innermost last


# ---- The chain of contexts, as far as a library is answerable for it. The rules are those of docs/parity.md. ----


def holder(exception):
    """Whose __context__ continues the chain after this exception."""
    while True:
        lost = getattr(exception, "lost", None)
        context = exception.__context__
        if lost is not None:
            exception = lost
        elif isinstance(context, (StopAsyncIteration, GeneratorExit)):
            exception = context  # how the interpreter ends a generator; nobody raised it
        else:
            return exception


def following(exception):
    last = holder(exception)
    return getattr(last, "restored", None) or last.__context__


def visible(exception):
    """The chain as far as it is due: a link is due once an exception left the exit or the handler that it replaced something in."""
    chain = [exception]
    while getattr(exception, "due", False):
        exception = following(exception)
        if exception is None:
            break
        chain.append(exception)
        if len(chain) > 200:
            break
    return chain


def leave(thrown, given):
    """An exception leaves an exit or a handler that was given another one: from now on the link between them is due."""
    if given is None or thrown is given:
        return
    chain = visible(thrown)
    if any(link is given for link in chain):
        return
    chain[-1].due = True
    last = holder(chain[-1])
    if getattr(last, "unlinked", False) and getattr(last, "restored", None) is None:
        if not any(given is over for link in chain for over in getattr(link, "over", ())):
            last.restored = given


def unlink(thrown, given, around):
    """An exit of a stack throws: remembers where contextlib drops a link, or makes none, since nothing is pending in the stack or around it."""
    if given is None and unwindings[-1].over:
        thrown.over = getattr(thrown, "over", []) + visible(unwindings[-1].original)
    if around is None and given is not None and thrown is not given:
        last = thrown
        while (context := following(last)) is not None:
            if context is given:
                return
            last = context
        holder(last).unlinked = True
    elif around is not None and given is None:
        last = thrown
        while (context := last.__context__) is not around:
            if context is None:
                return
            last = context
        last.unlinked = True


def lose(replaced, thrown):
    """An exception that leaves a finally replaces the one before it: C# forgets that one, and the chain goes on behind it."""
    if thrown is replaced or id(replaced) in pending:
        return
    last = thrown
    while (context := following(last)) is not replaced:
        if context is None:
            return
        last = context
    chain = [replaced]
    for link in visible(replaced)[1:]:
        if id(link) in pending:
            break  # its own exit or handler puts it into what leaves
        chain.append(link)
    holder(last).lost = chain[-1]


def name(exception):
    number = getattr(exception, "number", None)
    if number is not None:
        return type(exception).__name__ + number
    if isinstance(exception, GeneratorExit):
        return "!2"
    if isinstance(exception, RuntimeError):
        if exception.args == ("generator didn't yield",):
            return "!0"
        if str(exception).startswith("generator didn't stop"):
            return "!2"
    return repr(exception).replace(" ", "_")


def describe(exception):
    return "" if exception is None else ">".join([name(link) for link in visible(exception)])


def handling(exception):
    if exception is not None:
        pending[id(exception)] = pending.get(id(exception), 0) + 1


def handled(exception):
    if exception is not None:
        key = id(exception)
        if pending[key] == 1:
            del pending[key]
        else:
            pending[key] -= 1


# ---- The parts of a program ----


class Nap:
    def __await__(self):
        yield


class Unwinding:
    def __init__(self, original):
        self.original = self.pending = original
        self.over = False


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
        function, arguments = generator(node)
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


# ---- Generators. A yield must stand in the generator's own code, so the nodes around it become source; one function for each shape. ----


def yields_inside(node):
    """Whether this node stands around a yield of the generator that it belongs to; a manager's own parts are other functions."""
    op = node[0]
    if op == "yield":
        return True
    if op == "try":
        return any(map(yields_inside, node[4])) or any(any(map(yields_inside, handler[4])) for handler in node[5])
    if op == "finally":
        return any(map(yields_inside, node[4])) or any(map(yields_inside, node[5]))
    if op == "with":
        return any(map(yields_inside, node[5]))
    return op == "stack" and any(map(yields_inside, node[4]))


functions = {}


def generator(node):
    arguments = []
    lines = []
    emit(node[4], 1, lines, arguments)
    source = "\n".join(lines)
    function = functions.get(source)
    if function is None:
        scope = dict(globals())
        exec("async def made(number, arguments):\n trace.append('+%d' % number)\n" + source + "\n if False: yield\n", scope)
        function = functions[source] = contextlib.asynccontextmanager(scope["made"])
    return function, arguments


def emit(nodes, depth, lines, arguments):
    def line(text, deeper=0):
        lines.append(" " * (depth + deeper) + text)

    def argument(value):
        arguments.append(value)
        return "arguments[%d]" % (len(arguments) - 1)

    plain = []

    def flush():
        if plain:
            line("await run(%s, None)" % argument(list(plain)))
            plain.clear()

    line("pass")
    for node in nodes:
        if not yields_inside(node):
            plain.append(node)
            continue
        flush()
        op = node[0]
        if op == "yield":
            line("try:")
            line("yield 'm%d' % number", 1)
            line("except BaseException as seen:")
            line("trace.append('-%d(%s)' % (number, describe(seen)))", 1)
            line("raise", 1)
            line("else:")
            line("trace.append('-%d()' % number)", 1)
        elif op == "try":
            line("try:")
            emit(node[4], depth + 1, lines, arguments)
            for handler in node[5]:
                line("except CAUGHT['%s'] as caught%d:" % (handler[3], depth))
                line("trace.append('?' + describe(caught%d))" % depth, 1)
                line("handling(caught%d)" % depth, 1)
                line("try:", 1)
                emit(handler[4], depth + 2, lines, arguments)
                line("except BaseException as thrown%d:" % depth, 1)
                line("leave(thrown%d, caught%d)" % (depth, depth), 2)
                line("raise", 2)
                line("finally:", 1)
                line("handled(caught%d)" % depth, 2)
        elif op == "finally":
            line("completed%d = False" % depth)
            line("try:")
            emit(node[4], depth + 1, lines, arguments)
            line("completed%d = True" % depth, 1)
            line("finally:")
            line("replaced%d = None if completed%d else sys.exception()" % (depth, depth), 1)
            line("trace.append('f')", 1)
            line("try:", 1)
            emit(node[5], depth + 2, lines, arguments)
            line("except BaseException as thrown%d:" % depth, 1)
            line("if replaced%d is not None:" % depth, 2)
            line("lose(replaced%d, thrown%d)" % (depth, depth), 3)
            line("raise", 2)
        elif op == "with":
            line("resources%d = []" % depth)
            for index, manager in enumerate(node[4]):
                line("async with make(%s) as resource:" % argument(manager), index)
                line("resources%d.append(str(resource))" % depth, index + 1)
            line("trace.append('*' + ','.join(resources%d))" % depth, len(node[4]))
            emit(node[5], depth + len(node[4]), lines, arguments)
        else:
            line("async with make(%s):" % argument(node))
            emit(node[4], depth + 1, lines, arguments)
    flush()


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
