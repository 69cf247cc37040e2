using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AsyncWith.Samples.Ledger;

/// <summary>Breaks a share of the transfers, chosen by seed and id: the same ones in each run, in whatever order they come.</summary>
internal sealed class Faults(double rate, int seed)
{
    public void ThrowIfChosen(Transfer transfer)
    {
        if (Draw(transfer.Id) < rate)
            throw new TransferFailedException("injected fault");
    }

    private double Draw(string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}:{id}"));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) / (double)(1UL << 53); // 0 up to, not including, 1
    }
}
