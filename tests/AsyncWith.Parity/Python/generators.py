"""Generator-based managers. A yield must stand in the generator's own code, so the nodes around it become source, one function for each shape."""

import contextlib


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


functions = {}  # by their source


def function(node, scope):
    """The function for a generator-based manager, and what to call it with. Its code runs in the scope of the interpreter."""
    arguments = []
    lines = []
    emit(node[4], 1, lines, arguments)
    source = "\n".join(lines)
    made = functions.get(source)
    if made is None:
        scope = dict(scope)
        exec("async def generator(number, arguments):\n trace.append('+%d' % number)\n" + source + "\n if False: yield\n", scope)
        made = functions[source] = contextlib.asynccontextmanager(scope["generator"])
    return made, arguments


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
