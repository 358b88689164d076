using System.Globalization;
using CnnParams.Explaining;
using CnnParams.Formulas;

namespace CnnParams.Layers;

/// <summary>
/// The formulas of a kind of filter, in the article's letters: <c>((m * n * d) + 1) * k</c> for a kernel m x n over d
/// channels and k filters; one letter less for a sequence, one more for a volume.
/// </summary>
/// <param name="biased">Parameters with a bias; <c>{0}</c> stands for the sizes of the kernel.</param>
/// <param name="unbiased">Parameters without one.</param>
/// <param name="macs">Multiply-accumulates.</param>
/// <param name="positions">What the filters are applied to, <c>u</c> in the formulas.</param>
internal sealed class KernelFormulas(
    string biased,
    string unbiased,
    string macs,
    string positions = "positions of the output"
)
{
    private static readonly string[] Sizes = ["m", "m * n", "m * n * o"];

    private static readonly string[] SizeLegends =
    [
        "m: kernel length",
        "m, n: kernel height and width",
        "m, n, o: kernel depth, height and width",
    ];

    private static readonly (char Letter, string Meaning)[] Letters =
    [
        ('d', "input channels"),
        ('q', "filters for each input channel"),
        ('g', "groups"),
        ('t', "connected pairs of channel and filter"),
        ('k', "filters"),
        ('e', "experts"),
    ];

    private readonly Formula[] _biased = ForRanks(biased, positions);

    private readonly Formula[] _unbiased = ForRanks(unbiased, positions);

    private readonly Formula[] _macs = ForRanks(macs, positions);

    internal Working Parameters(KernelNumbers numbers, bool bias) =>
        numbers.In((bias ? _biased : _unbiased)[numbers.Rank - 1]);

    internal Working Macs(KernelNumbers numbers) => numbers.In(_macs[numbers.Rank - 1]);

    private static Formula[] ForRanks(string template, string positions)
    {
        var meanings = Letters
            .Append(('u', positions))
            .Where(pair => template.Contains(pair.Item1))
            .Select(pair => $"{pair.Item1}: {pair.Item2}");
        string legend = string.Join("; ", meanings);
        return Sizes
            .Select(
                (sizes, i) =>
                    new Formula(
                        string.Format(
                            CultureInfo.InvariantCulture,
                            // A product has brackets around it, and one letter alone none.
                            i == 0
                                ? template.Replace("({0})", "{0}")
                                : template,
                            sizes
                        ),
                        template.Contains("{0}") ? $"{SizeLegends[i]}; {legend}" : legend
                    )
            )
            .ToArray();
    }
}

/// <summary>What stands for the letters of <see cref="KernelFormulas"/>.</summary>
internal readonly struct KernelNumbers(long[] sizes, long depth)
{
    internal int Rank => sizes.Length;

    internal long Filters { get; init; }

    internal long Groups { get; init; } = 1;

    internal long Multiplier { get; init; }

    internal long Pairs { get; init; }

    internal long Experts { get; init; }

    internal long Positions { get; init; }

    internal Working In(Formula formula)
    {
        var values = new long[formula.Symbols.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Value(formula.Symbols[i]);
        return formula.With(values);
    }

    private long Value(string letter) =>
        letter switch
        {
            "m" => sizes[0],
            "n" => sizes[1],
            "o" => sizes[2],
            "d" => depth,
            "q" => Multiplier,
            "g" => Groups,
            "t" => Pairs,
            "k" => Filters,
            "e" => Experts,
            "u" => Positions,
            _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "Not a letter of a filter's formula."),
        };
}
