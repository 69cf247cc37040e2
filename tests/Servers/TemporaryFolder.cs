namespace AsyncWith.Servers;

internal static class TemporaryFolder
{
    /// <summary>An empty folder, deleted after the block with all that is in it.</summary>
    public static AsyncContextManager<string> Create() => AsyncContextManager.Create<string>(async yield =>
    {
        var folder = Directory.CreateTempSubdirectory("asyncwith-");
        try
        {
            await yield.Return(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });
}
