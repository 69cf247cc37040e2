namespace AsyncWith.Samples.Bank;

/// <summary>The code failed, as it was asked to.</summary>
public sealed class InjectedFaultException() : Exception("The code crashed after the money was moved. It was moved back.");
