namespace AsyncWith.Data.Tests;

/// <summary>The databases that every behaviour is tested on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}
