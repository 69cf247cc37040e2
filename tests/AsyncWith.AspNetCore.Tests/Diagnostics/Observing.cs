using Xunit;

namespace AsyncWith.AspNetCore.Tests.Diagnostics;

/// <summary>These tests run by themselves, since the tree sees the contexts of all others.</summary>
[CollectionDefinition(nameof(Observing), DisableParallelization = true)]
public sealed class Observing;
