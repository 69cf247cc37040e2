namespace AsyncWith.Parity.Interpreting;

internal sealed record RunningGenerator(int Number, Yield<string> Yield);
