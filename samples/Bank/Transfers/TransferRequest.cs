using System.ComponentModel.DataAnnotations;

namespace AsyncWith.Samples.Bank;

/// <summary>What a client asks for.</summary>
/// <param name="Id">A new one for each transfer, and the same one when it is asked for again.</param>
/// <param name="From">The account that pays.</param>
/// <param name="To">The account that is paid.</param>
/// <param name="Amount">In cents.</param>
/// <param name="Fault">What is to go wrong.</param>
public sealed record TransferRequest(Guid Id, int From, int To, [Range(1, 1_000_000_00)] long Amount, Fault Fault = Fault.None);
