using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Budgets;

/// <summary>How much a number may grow above a baseline: 2%, or an amount such as 10K.</summary>
public sealed class Growth
{
    private readonly decimal _percent;
    private readonly long _amount;

    private Growth(string text, decimal percent, long amount) => (Text, _percent, _amount) = (text, percent, amount);

    /// <summary>No growth at all.</summary>
    public static Growth None { get; } = new("0%", 0, 0);

    /// <summary>The growth as it was written.</summary>
    public string Text { get; }

    /// <summary>The largest number that is allowed where there was <paramref name="before"/>.</summary>
    public long Above(long before) =>
        (long)Math.Min(decimal.Floor(before + _amount + (before * _percent / 100)), long.MaxValue);

    /// <summary>Reads <c>2%</c> or an amount.</summary>
    /// <exception cref="LayerException">It is neither.</exception>
    public static Growth Read(object value)
    {
        string text = SettingValue.Text(value).Trim();
        if (!text.EndsWith("%", StringComparison.Ordinal))
            return new Growth(text, 0, Amount.Read(value, "MaxGrowth"));
        return
            decimal.TryParse(
                text.TrimEnd('%').Trim(),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal percent
            )
            && percent <= 1_000_000
            ? new Growth(text, percent, 0)
            : throw new LayerException(
                ErrorId.InvalidLimit,
                $"MaxGrowth is '{text}'; write 2% or an amount such as 10K"
            );
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
