using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

/// <summary>The names of types and methods are made once, and keep nothing in memory.</summary>
public sealed class NameCacheTests
{
    [Fact]
    public void A_name_is_made_once_in_whatever_order_it_is_asked_for()
    {
        var made = new List<Type>();
        var names = new NameCache<Type>(type =>
        {
            made.Add(type);
            return type.Name;
        });

        foreach (var type in new[] { typeof(int), typeof(int), typeof(string), typeof(int), typeof(string), typeof(string) })
            Assert.Equal(type.Name, names.NameOf(type));

        Assert.Equal([typeof(int), typeof(string)], made);
    }

    [Fact]
    public void A_type_that_can_be_unloaded_is_not_kept()
    {
        var names = new NameCache<Type>(static type => type.Name);

        var type = NameUnloadable(names);

        Garbage.AssertCollected([type]);
        Assert.Equal("Int32", names.NameOf(typeof(int)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference NameUnloadable(NameCache<Type> names)
    {
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("unloadable"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("module").DefineType("Unloadable").CreateType();
        Assert.Equal("Unloadable", names.NameOf(type));
        Assert.Equal("Unloadable", names.NameOf(type));
        return new WeakReference(type);
    }
}
