using System.Reflection;
using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>The names of types or methods, each made once. It keeps none that could be unloaded.</summary>
internal sealed class NameCache<TMember>(Func<TMember, string> name)
    where TMember : MemberInfo
{
    private readonly ConditionalWeakTable<TMember, Entry> _all = [];
    private readonly ConditionalWeakTable<TMember, Entry>.CreateValueCallback _create = member => new Entry(member, name(member));
    private Entry? _last; // to look into the table takes 10 to 20 ns

    internal string NameOf(TMember member)
    {
        if (_last is { } last && ReferenceEquals(last.Member, member))
            return last.Name;

        var entry = _all.GetValue(member, _create);
        if (!member.IsCollectible)
            _last = entry;
        return entry.Name;
    }

    private sealed class Entry(TMember member, string name)
    {
        internal TMember Member => member;

        internal string Name => name;
    }
}
