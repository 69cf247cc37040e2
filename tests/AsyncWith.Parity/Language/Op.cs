namespace AsyncWith.Parity.Language;

/// <summary>What a node of a program does. The names, in lower case, are those of the JSON form.</summary>
internal enum Op
{
    // Statements without parts.
    Log, Nap, Raise, Again, Given, Yield, PopAll, Close,

    // Statements with parts.
    Try, Handler, Finally, With, Stack, Use, Enter, Push, PushManager, Callback,

    // Managers.
    Class, Generator, Closing, Null, Inner,
}
