namespace AsyncWith.Analyzers.Transactions;

/// <summary>
/// The managers of AsyncWith.Data and AsyncWith.EntityFrameworkCore that end a transaction. They are known by the names of the types that make
/// them.
/// </summary>
internal sealed class TransactionManagers
{
    private static readonly string[] _names =
    [
        "AsyncWith.Data.DataContextManagers",
        "AsyncWith.Data.DataTransaction`1",
        "AsyncWith.EntityFrameworkCore.EntityFrameworkContextManagers",
    ];

    private readonly HashSet<ISymbol> _types;

    private TransactionManagers(HashSet<ISymbol> types) => _types = types;

    /// <summary>The managers, or <see langword="null"/> where the compilation references neither package.</summary>
    internal static TransactionManagers? TryCreate(Compilation compilation)
    {
        var types = new HashSet<ISymbol>(_names.Select(compilation.GetTypeByMetadataName).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        return types.Count == 0 ? null : new TransactionManagers(types);
    }

    /// <summary>
    /// What the manager that <paramref name="method"/> makes does when its block completes; <see langword="null"/> where it ends nothing.
    /// </summary>
    internal string? EndingOf(IMethodSymbol method) => !IsMember(method) ? null : method.Name switch
    {
        "Transaction" => "commits",
        "Savepoint" => "releases its savepoint",
        "UnitOfWork" or "RunUnitOfWorkAsync" => "saves and commits",
        _ => null,
    };

    /// <summary>Whether the block saves the changes of its context too.</summary>
    internal bool Saves(IMethodSymbol method) => IsMember(method) && method.Name is "UnitOfWork" or "RunUnitOfWorkAsync";

    private bool IsMember(IMethodSymbol method) => _types.Contains(method.ContainingType.OriginalDefinition);
}
