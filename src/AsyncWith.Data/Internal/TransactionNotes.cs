using System.Data.Common;
using System.Runtime.CompilerServices;

namespace AsyncWith.Data;

/// <summary>What a transaction's end has to know. Most transactions have none.</summary>
internal sealed class TransactionNotes
{
    private static readonly ConditionalWeakTable<DbTransaction, TransactionNotes> _all = [];

    private readonly List<Func<ValueTask>> _callbacks = [];

    internal IReadOnlyList<Func<ValueTask>> Callbacks => _callbacks;

    /// <summary>Why a savepoint could not be taken back.</summary>
    internal Exception? UndoFailure { get; private set; }

    /// <summary>Has <paramref name="callback"/> called when the transaction is committed.</summary>
    internal static void Add(DbTransaction transaction, Func<ValueTask> callback)
    {
        var notes = _all.GetOrCreateValue(transaction);
        lock (notes)
            notes._callbacks.Add(callback);
    }

    /// <summary>Keeps the transaction from being committed with what a savepoint could not take back.</summary>
    internal static void Forbid(DbTransaction transaction, Exception undoFailure) => _all.GetOrCreateValue(transaction).UndoFailure = undoFailure;

    /// <summary>What there is now.</summary>
    internal static (int Callbacks, Exception? UndoFailure) Mark(DbTransaction transaction) =>
        _all.TryGetValue(transaction, out var notes) ? (notes._callbacks.Count, notes.UndoFailure) : default;

    /// <summary>Forgets what was noted since <see cref="Mark"/>.</summary>
    internal static void GoBack(DbTransaction transaction, (int Callbacks, Exception? UndoFailure) mark)
    {
        if (!_all.TryGetValue(transaction, out var notes))
            return;
        lock (notes)
            notes._callbacks.RemoveRange(mark.Callbacks, notes._callbacks.Count - mark.Callbacks);
        notes.UndoFailure = mark.UndoFailure;
    }

    /// <summary>The notes, which belong to the caller from now on.</summary>
    internal static TransactionNotes? Take(DbTransaction transaction)
    {
        if (_all.TryGetValue(transaction, out var notes))
            _all.Remove(transaction);
        return notes;
    }
}
