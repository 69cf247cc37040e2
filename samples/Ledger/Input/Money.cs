using System.Globalization;

namespace AsyncWith.Samples.Ledger;

/// <summary>An amount, exact: whole cents.</summary>
internal readonly record struct Money(long Cents)
{
    private const decimal Largest = 999_999_999_999.99m;

    /// <summary>Reads a decimal with at most two places, of either sign.</summary>
    /// <returns><see langword="null"/>, or what is wrong with <paramref name="text"/>.</returns>
    public static string? Parse(string text, out Money money)
    {
        money = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return "is not a number";
        if (Math.Abs(value) > Largest)
            return "is too large";
        if (value.Scale > 2)
            return "has more than two places";

        money = new Money((long)(value * 100));
        return null;
    }

    public static Money operator -(Money money) => new(-money.Cents);

    public static Money operator +(Money left, Money right) => new(checked(left.Cents + right.Cents));

    public static bool operator <(Money left, Money right) => left.Cents < right.Cents;

    public static bool operator >(Money left, Money right) => left.Cents > right.Cents;

    public override string ToString() => (Cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
