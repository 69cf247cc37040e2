using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>The test classes that share running banks.</summary>
[CollectionDefinition]
public sealed class OneByOne : ICollectionFixture<SharedBanks>;
