using System.Globalization;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Bytes for numbers, of 32 or of 16 bits.</summary>
internal sealed class BytesGiven : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity is ClaimedQuantity.Parameters or ClaimedQuantity.ActivationSize
        && computation.Value > 0
        && !Array.Exists(computation.Slips, slip => slip.IsOfUnit)
            ?
            [
                computation.Wrapped(new Slip("BytesGiven", 4, 4) { IsOfUnit = true }, "4 * all"),
                computation.Wrapped(new Slip("HalfBytesGiven", 5, 2) { IsOfUnit = true }, "2 * all"),
            ]
            : [];
}

/// <summary>Weights are counted at 16 or 8 bits, as half precision and quantised files have them.</summary>
internal sealed class NarrowWeights : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.WeightBytes && computation.Value > 0
            ?
            [
                computation.Wrapped(new Slip("NarrowWeights", 3, 2), "all / 2"),
                // Without a unit it is the number of parameters.
                computation.Wrapped(new Slip("NarrowWeights", claimed.Step > 1 ? 3 : 4, 4), "all / 4"),
            ]
            : [];
}

/// <summary>
/// Adam's two averages of each weight are counted with it, as Keras prints the total of a trained network.
/// </summary>
internal sealed class OptimizerCounted : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Parameters
        && computation.Value > 0
        && !Array.Exists(computation.Slips, slip => slip.IsOfUnit)
            ? [computation.Wrapped(new Slip("OptimizerCounted", 5, 3) { IsOfUnit = true }, "3 * all")]
            : [];
}

/// <summary>A batch is counted, not one sample.</summary>
internal sealed class BatchCounted : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    private const long Largest = 1024;

    private const int UsualBatches = 30;

    // Two of anything is as likely a doubled setting.
    private const long Small = 8;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.IsOfParameters || computation.Value is not { } value || value <= 0)
            return [];
        long batch = (long)Math.Round((decimal)claimed.Value / value);
        if (batch is < 2 or > Largest || (computation.Slips.Length > 0 && (batch < Small || !IsPowerOfTwo(batch))))
            return [];
        return
        [
            computation.Wrapped(
                new Slip(
                    "BatchCounted",
                    !IsUsual(batch) ? 7
                        : batch < Small ? 4
                        : 3.5,
                    batch
                )
                {
                    Choices = IsUsual(batch) ? UsualBatches : Largest,
                },
                "batch * all",
                ("batch", batch)
            ),
        ];
    }

    // Batches are powers of two, or round numbers.
    private static bool IsUsual(long batch) => IsPowerOfTwo(batch) || batch % 10 == 0;

    private static bool IsPowerOfTwo(long batch) => (batch & (batch - 1)) == 0;
}

/// <summary>A number that is rounded, though it is given as if it were exact; or rounded the wrong way.</summary>
internal sealed class Rounded : Mistake
{
    // One digit alone is a matter of chance unless it comes within four percent.
    private const int NearEnough = 25;

    internal override MistakeScope Scope => MistakeScope.Number;

    // What is rounded is the figure as it stands: tens of a size in MB are none of it in units of 1024.
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        Roundings(computation, claimed).Where(rounded => rounded.Value == claimed.Value);

    private static IEnumerable<Computation> Roundings(Computation computation, Figure claimed)
    {
        if (computation.Value is not { } value || value < 1000 || computation.Slips.Any(slip => slip.RoundsOff))
            yield break;
        // Of a number that was meant to be rounded two digits are left, or rarely one.
        for (long step = Math.Max(10, claimed.Step); step <= value && claimed.Value % step == 0; step *= 10)
        {
            (string, long)[] numbers = [("step", step), ("half", step / 2)];
            string unit = step.ToString(CultureInfo.InvariantCulture);
            bool isRough = step > value / 10;
            if (isRough && computation.Slips.Length > 0)
                yield break;
            if (claimed.Step < step && !(isRough && Math.Abs((decimal)claimed.Value - value) * NearEnough > value))
                yield return computation.Wrapped(
                    new Slip("Rounded", isRough ? 4.5 : 3.5, unit) { RoundsOff = true },
                    "floor((all + half) / step) * step",
                    numbers
                );
            if (isRough)
                continue;
            yield return computation.Wrapped(
                new Slip("Truncated", claimed.Step == 1 ? 5 : 1.5, unit) { RoundsOff = true },
                "floor(all / step) * step",
                numbers
            );
            yield return computation.Wrapped(
                new Slip("RoundedUp", claimed.Step == 1 ? 6 : 4, unit) { RoundsOff = true },
                "ceil(all / step) * step",
                numbers
            );
        }
    }
}

/// <summary>A number in thousands, millions or milliards, without the word for it.</summary>
internal sealed class UnitLeftOut : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (claimed.Value < 2 || claimed.Step != 1 || computation.Value is not { } value)
            yield break;
        for (long unit = 1000; unit <= value; unit = unit > long.MaxValue / 1000 ? long.MaxValue : unit * 1000)
        {
            if (Math.Abs(((decimal)value / unit) - claimed.Value) <= 1)
                yield return computation.Wrapped(
                    new Slip("UnitLeftOut", 4, unit) { RoundsOff = true },
                    "floor((all + half) / step)",
                    ("step", unit),
                    ("half", unit / 2)
                );
        }
    }
}

/// <summary>A slip of the pen: two digits next to each other are swapped, one is lost, or one is there twice.</summary>
internal sealed class Mistyped : Mistake
{
    internal override MistakeScope Scope => MistakeScope.Number;

    private const int FewestDigits = 4;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (claimed.Step != 1 || computation.Slips.Length > 0 || computation.Value is not { } value || value < 0)
            yield break;
        string right = value.ToString(CultureInfo.InvariantCulture),
            wrong = claimed.Value.ToString(CultureInfo.InvariantCulture);
        if (Math.Min(right.Length, wrong.Length) < FewestDigits)
            yield break;
        int at = 0;
        while (at < right.Length && at < wrong.Length && right[at] == wrong[at])
            at++;
        if (IsSwapped(right, wrong, at))
            yield return Typed("DigitsSwapped", right.Substring(at, 2));
        else if (right.Length == wrong.Length + 1 && right.Substring(at + 1) == wrong.Substring(at))
            yield return Typed("DigitLost", right.Substring(at, 1));
        else if (
            wrong.Length == right.Length + 1
            && at > 0
            && wrong[at - 1] == wrong[at]
            && wrong.Substring(at + 1) == right.Substring(at)
        )
            yield return Typed("DigitTwice", wrong.Substring(at, 1));

        Computation Typed(string id, string digits) =>
            claimed.Value > value
                ? computation.Wrapped(Of(id, digits), "all + difference", ("difference", claimed.Value - value))
                : computation.Wrapped(Of(id, digits), "all - difference", ("difference", value - claimed.Value));

        Slip Of(string id, string digits) => new(id, 5, digits) { Choices = right.Length };
    }

    private static bool IsSwapped(string right, string wrong, int at) =>
        right.Length == wrong.Length
        && at + 1 < right.Length
        && right[at] == wrong[at + 1]
        && right[at + 1] == wrong[at]
        && right.Substring(at + 2) == wrong.Substring(at + 2);
}
