"""The chain of contexts of an exception, as far as a library is answerable for it. The rules are those of docs/parity.md."""

pending = {}        # the exceptions being handled, by identity, with how many times
unwindings = []     # the exit stacks that are unwinding, the innermost last


class Unwinding:
    """An exit stack while it exits what is registered: what it was given, what is pending, and whether what it was given is over."""

    def __init__(self, original):
        self.original = self.pending = original
        self.over = False


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
    return getattr(last, "restored", None) or (None if getattr(last, "ends", False) else last.__context__)


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
    if getattr(last, "unlinked", False) and getattr(last, "restored", None) is None and not is_over(given, chain):
        last.restored = given


def is_over(exception, chain):
    """Whether a stack suppressed the exception before one of the chain was thrown in it."""
    return any(exception is over for link in chain for over in getattr(link, "over", ()))


def unlink(thrown, given, around):
    """An exit of a stack throws: remembers where contextlib drops a link, or makes none, since nothing is pending in the stack or around it."""
    unwinding, chain = unwindings[-1], visible(thrown)
    inside = given is not None and is_over(given, chain)  # a stack inside the exit that threw has suppressed what it was given
    unwinding.over |= inside
    if unwinding.over and (given is None or inside):
        thrown.over = getattr(thrown, "over", []) + [unwinding.original]
        for link in chain:
            if following(link) is unwinding.original is not None:
                holder(link).ends = True
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
