namespace AsyncWith.Servers;

/// <summary>Finds the programs of a PostgreSQL server.</summary>
internal static class PostgresBinaries
{
    public const string NotFound =
        "There is no PostgreSQL server here: neither pg_config --bindir, nor /usr/lib/postgresql/*/bin, nor the PATH has initdb and pg_ctl.";

    /// <summary>Their folder.</summary>
    public static async Task<string?> FindAsync()
    {
        var folders = new List<string>();
        try
        {
            if (Command.Find("pg_config") is { } config)
                folders.Add((await Command.RunAsync(config, "--bindir")).Trim());
        }
        catch (InvalidOperationException)
        {
            // Debian's pg_config fails where only the client library is installed; the server may be elsewhere.
        }

        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders.AddRange(Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin")));
        }

        if (Path.GetDirectoryName(Command.Find("initdb")) is { } onPath)
            folders.Add(onPath);
        return folders.Find(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
