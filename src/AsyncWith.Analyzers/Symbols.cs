namespace AsyncWith.Analyzers;

/// <summary>The types of AsyncWith, as one compilation sees them.</summary>
internal sealed class Symbols
{
    private readonly INamedTypeSymbol _manager;
    private readonly INamedTypeSymbol? _factories;
    private readonly INamedTypeSymbol? _yield;
    private readonly INamedTypeSymbol? _configured;
    private readonly INamedTypeSymbol? _scope;
    private readonly INamedTypeSymbol? _scoped;
    private readonly INamedTypeSymbol? _scopedOfT;
    private readonly INamedTypeSymbol? _contextScope;
    private readonly INamedTypeSymbol? _token;
    private readonly INamedTypeSymbol? _exception;

    private Symbols(Compilation compilation, INamedTypeSymbol manager)
    {
        _manager = manager;
        _factories = compilation.GetTypeByMetadataName("AsyncWith.AsyncContextManager");
        _yield = compilation.GetTypeByMetadataName("AsyncWith.Yield`1");
        _configured = compilation.GetTypeByMetadataName("AsyncWith.ConfiguredAsyncContextManager`1");
        _scope = compilation.GetTypeByMetadataName("AsyncWith.Scope");
        _scoped = compilation.GetTypeByMetadataName("AsyncWith.Scoped");
        _scopedOfT = compilation.GetTypeByMetadataName("AsyncWith.Scoped`1");
        _contextScope = compilation.GetTypeByMetadataName("AsyncWith.ContextScope`1");
        _token = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        _exception = compilation.GetTypeByMetadataName("System.Exception");
    }

    internal static Symbols? TryCreate(Compilation compilation) =>
        compilation.GetTypeByMetadataName("AsyncWith.IAsyncContextManager`1") is { } manager ? new Symbols(compilation, manager) : null;

    internal bool IsYield(ITypeSymbol? type) => Is(type, _yield);

    internal bool IsToken(ITypeSymbol? type) => Is(type, _token);

    internal bool IsContextScope(ITypeSymbol? type) => Is(type, _contextScope);

    internal bool IsScoped(ITypeSymbol? type) => Is(type, _scoped) || Is(type, _scopedOfT);

    /// <summary>Whether <paramref name="type"/> is a manager: its declared type implements the protocol, or it is a configured manager.</summary>
    internal bool IsManager(ITypeSymbol? type) => type is not null && (ImplementsProtocol(type) || Is(type, _configured));

    internal bool ImplementsProtocol(ITypeSymbol type) => Is(type, _manager) || type.AllInterfaces.Any(i => Is(i, _manager));

    /// <summary>Whether <paramref name="type"/> is a task that has to be awaited: one of .NET's four, or the task of a scoped method.</summary>
    internal bool IsTask(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } }
            || IsScoped(type);

    /// <summary>Whether a value of <paramref name="type"/> has to be awaited: a task, or another type with <c>GetAwaiter</c>.</summary>
    internal bool IsAwaitable(ITypeSymbol? type)
    {
        if (IsTask(type))
            return true;
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers("GetAwaiter").Any(member => member is IMethodSymbol { IsStatic: false, Parameters.Length: 0 }))
                return true;
        }

        return false;
    }

    internal bool IsStack(ITypeSymbol? type) => type is { Name: "AsyncExitStack" } && IsOurs(type);

    /// <summary>Whether <paramref name="type"/> is what <c>Create</c> returns: a manager for one block.</summary>
    internal bool IsSingleUse(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "AsyncContextManager", IsGenericType: true } && IsOurs(type);

    internal bool IsGroup(ITypeSymbol? type) => type is { Name: "TaskGroup" } && IsOurs(type);

    /// <summary>What the manager hands over, or <see langword="null"/> where <paramref name="type"/> is no manager.</summary>
    internal ITypeSymbol? ResourceOf(ITypeSymbol? type)
    {
        if (Is(type, _configured))
            return ((INamedTypeSymbol)type!).TypeArguments[0];
        var protocol = Is(type, _manager) ? type : type?.AllInterfaces.FirstOrDefault(candidate => Is(candidate, _manager));
        return (protocol as INamedTypeSymbol)?.TypeArguments[0];
    }

    /// <summary>Whether a <c>catch</c> of <paramref name="type"/> catches everything.</summary>
    internal bool CatchesAll(ITypeSymbol? type) => type is null or { SpecialType: SpecialType.System_Object } || Is(type, _exception);

    internal bool IsException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, _exception))
                return true;
        }

        return false;
    }

    internal bool IsYieldReturn(IMethodSymbol method) => method.Name == "Return" && IsYield(method.ContainingType);

    internal bool IsCreate(IMethodSymbol method) => method.Name == "Create" && Is(method.ContainingType, _factories);

    internal bool IsScopeMember(IMethodSymbol method) =>
        method.Name is "Enter" or "Defer" or "OnExit" && Is(method.ContainingType, _scope);

    /// <summary>Whether <paramref name="method"/> is a form of the statement: it runs the block that it is given.</summary>
    internal bool IsStatement(IMethodSymbol method) => method.Name is "UseAsync" or "UseOrDefaultAsync" && IsOurs(method);

    /// <summary>Whether <paramref name="method"/> enters the manager that it is called on, or given as its first argument.</summary>
    internal bool IsEntering(IMethodSymbol method) =>
        IsStatement(method) || IsBegin(method) || IsProtocol(method, "EnterAsync") || (method.Name is "Enter" or "EnterContextAsync"
            && IsOurs(method));

    internal bool IsBegin(IMethodSymbol method) => method.Name == "BeginAsync" && IsOurs(method);

    /// <summary>Whether <paramref name="method"/> is the protocol's method of that name, or implements it.</summary>
    internal bool IsProtocol(IMethodSymbol method, string name) =>
        method.Name == name && method.ContainingType is { } type && ImplementsProtocol(type);

    internal bool IsOurs(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _manager.ContainingAssembly);

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? definition) =>
        definition is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, definition);
}
