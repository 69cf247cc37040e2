namespace AsyncWith.Bank.Tests;

/// <summary>The databases that the sample runs on.</summary>
public enum Store
{
    Sqlite,
    Postgres,
}
