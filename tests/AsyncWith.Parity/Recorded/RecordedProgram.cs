using AsyncWith.Parity.Language;

namespace AsyncWith.Parity.Recorded;

/// <summary>A program and what it did on contextlib.</summary>
internal sealed record RecordedProgram(Node[] Program, string Trace);
