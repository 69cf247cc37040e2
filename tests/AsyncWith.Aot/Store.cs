namespace AsyncWith.Aot;

internal sealed record Store;
