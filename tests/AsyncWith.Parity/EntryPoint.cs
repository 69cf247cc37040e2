using AsyncWith.Parity.Commands;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace AsyncWith.Parity;

/// <summary>Runs a command of this project if one is named, and the tests otherwise, in the two ways that xunit's own entry point does.</summary>
internal static class EntryPoint
{
    private static Task<int> Main(string[] arguments)
    {
        if (ParityCommands.IsCommand(arguments))
            return ParityCommands.RunAsync(arguments);
        return arguments.Contains("--server") || arguments.Contains("--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : ConsoleRunner.Run(arguments);
    }
}
