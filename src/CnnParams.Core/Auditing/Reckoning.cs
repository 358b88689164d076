using System.Globalization;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>
/// A way to come to a figure of a layer, right or with mistakes in it: a product for what is multiplied, and a sum for
/// the biases, in symbols that have numbers. A mistake makes another reckoning of it.
/// </summary>
internal sealed class Reckoning
{
    private readonly Dictionary<string, long> _numbers;
    private readonly string _own;

    private Reckoning(LayerMeasurement row, ClaimedQuantity quantity, string own, string kernel, string bias, Dictionary<string, long> numbers, Slip[] slips)
    {
        Row = row;
        Quantity = quantity;
        _own = own;
        Kernel = kernel;
        Bias = bias;
        _numbers = numbers;
        Slips = slips;
    }

    /// <summary>The layer.</summary>
    internal LayerMeasurement Row { get; }

    /// <summary>What is reckoned.</summary>
    internal ClaimedQuantity Quantity { get; }

    /// <summary>What is multiplied, in symbols.</summary>
    internal string Kernel { get; }

    /// <summary>What is added for the biases, in symbols; empty for none.</summary>
    internal string Bias { get; }

    /// <summary>The mistakes in it.</summary>
    internal Slip[] Slips { get; }

    /// <summary>Whether parameters of one kind or another are reckoned.</summary>
    internal bool IsOfParameters => Quantity is ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters or ClaimedQuantity.NonTrainableParameters;

    /// <summary>The number behind a symbol; none where the reckoning has no such symbol.</summary>
    internal long? this[string symbol] => _numbers.TryGetValue(symbol, out long number) ? number : null;

    /// <summary>The text in symbols: the layer's own formula as long as no mistake has changed its form.</summary>
    internal string Text => _own.Length > 0 ? _own : Bias.Length == 0 ? Kernel : $"{Parenthesized(Kernel)} + {Parenthesized(Bias)}";

    /// <summary>The reckoning with numbers; none where a step cannot be done, as a division with a rest.</summary>
    internal (string Arithmetic, long Value)? Result
    {
        get
        {
            try
            {
                var working = FormulaCache.Get(Text).With(symbol => _numbers[symbol]);
                return (working.Substituted, working.Value);
            }
            catch (ArithmeticException)
            {
                return null;
            }
        }
    }

    /// <summary>The value alone.</summary>
    internal long? Value
    {
        get
        {
            try
            {
                return FormulaCache.Get(Text).With(symbol => _numbers[symbol]).Value;
            }
            catch (ArithmeticException)
            {
                return null;
            }
        }
    }

    /// <summary>The right reckoning of a figure of a layer; none where it is not known.</summary>
    internal static Reckoning? Of(LayerMeasurement row, ClaimedQuantity quantity) => quantity switch
    {
        ClaimedQuantity.Parameters => OfParameters(row),
        ClaimedQuantity.TrainableParameters => row.TrainableParameters == row.Parameters ? OfParameters(row, quantity) : OfNumber(row, quantity, row.TrainableParameters),
        ClaimedQuantity.NonTrainableParameters => OfNumber(row, quantity, row.NonTrainableParameters),
        ClaimedQuantity.ActivationSize => OfActivation(row),
        ClaimedQuantity.Macs => OfMacs(row),
        ClaimedQuantity.Flops => OfNumber(row, quantity, row.Flops),
        _ => null,
    };

    /// <summary>A reckoning of a number that has no parts.</summary>
    internal static Reckoning? OfNumber(LayerMeasurement row, ClaimedQuantity quantity, long? number) => number is { } known
        ? new Reckoning(row, quantity, "", "number", "", new Dictionary<string, long>(StringComparer.Ordinal) { ["number"] = known }, [])
        : null;

    /// <summary>The same reckoning, of something else: what it was taken for.</summary>
    internal Reckoning For(ClaimedQuantity quantity, Slip slip) => new(Row, quantity, _own, Kernel, Bias, _numbers, [.. Slips, slip]);

    /// <summary>With slips that were made before this reckoning.</summary>
    internal Reckoning After(params Slip[] slips) => new(Row, Quantity, _own, Kernel, Bias, _numbers, [.. slips, .. Slips]);

    /// <summary>With another number for a symbol.</summary>
    internal Reckoning Put(Slip slip, string symbol, long number) => Put(slip, (symbol, number));

    /// <summary>With other numbers for symbols.</summary>
    internal Reckoning Put(Slip slip, params (string Symbol, long Number)[] numbers)
    {
        var other = new Dictionary<string, long>(_numbers, StringComparer.Ordinal);
        foreach (var (symbol, number) in numbers)
            other[symbol] = number;
        return new Reckoning(Row, Quantity, _own, Kernel, Bias, other, [.. Slips, slip]);
    }

    /// <summary>With other biases.</summary>
    internal Reckoning WithBias(Slip slip, string bias) => new(Row, Quantity, "", Kernel, bias, _numbers, [.. Slips, slip]);

    /// <summary>With another product.</summary>
    internal Reckoning WithKernel(Slip slip, string kernel, params (string Symbol, long Number)[] numbers) => With(slip, kernel, Bias, numbers);

    /// <summary>With another form altogether, and numbers for its new symbols.</summary>
    internal Reckoning With(Slip slip, string kernel, string bias, params (string Symbol, long Number)[] numbers)
    {
        var other = new Dictionary<string, long>(_numbers, StringComparer.Ordinal);
        foreach (var (symbol, number) in numbers)
            other[symbol] = number;
        return new Reckoning(Row, Quantity, "", kernel, bias, other, [.. Slips, slip]);
    }

    /// <summary>A whole reckoning with something done to it: <c>{0}</c> stands for it in the text.</summary>
    internal Reckoning Wrapped(Slip slip, string text, params (string Symbol, long Number)[] numbers) =>
        With(slip, string.Format(CultureInfo.InvariantCulture, text, Parenthesized(Text)), "", numbers);

    private static Reckoning? OfParameters(LayerMeasurement row, ClaimedQuantity quantity = ClaimedQuantity.Parameters)
    {
        if (row.Parameters is null)
            return null;
        var counted = row.CountedWeights;
        var learned = counted.Where(weight => weight.Role != WeightRole.Bias).ToArray();
        long biases = counted.Where(weight => weight.Role == WeightRole.Bias).Sum(weight => weight.Count);
        var own = row.Layer.ExplainParameters(row.SeenInputs, counted);
        var kernel = row.Layer.ExplainParameters(row.SeenInputs, learned);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        kernel.CopyTo(numbers);
        own.CopyTo(numbers);
        string bias = BiasText(biases, numbers);
        return own.Value == kernel.Value + biases
            ? new Reckoning(row, quantity, own.Formula, kernel.Formula, bias, numbers, [])
            : new Reckoning(row, quantity, own.Formula, own.Formula, "", numbers, []);
    }

    private static Reckoning? OfActivation(LayerMeasurement row)
    {
        if (row.ActivationSize is null || row.Outputs.Count != 1)
            return OfNumber(row, ClaimedQuantity.ActivationSize, row.ActivationSize);
        return OfProduct(row, row.OutputShape.Dimensions.Select(axis => axis.Value).ToArray());
    }

    /// <summary>The size of an activation, as the product of axes.</summary>
    internal static Reckoning OfProduct(LayerMeasurement row, IReadOnlyList<long> axes)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < axes.Count; i++)
            numbers["a" + i.ToString(CultureInfo.InvariantCulture)] = axes[i];
        return new Reckoning(row, ClaimedQuantity.ActivationSize, "", axes.Count == 0 ? "1" : string.Join(" * ", numbers.Keys), "", numbers, []);
    }

    private static Reckoning? OfMacs(LayerMeasurement row)
    {
        if (row.Macs is not { } macs)
            return null;
        var works = row.Work.Where(work => work.Macs is not null && work.Macs != Working.Zero).ToArray();
        if (works.Length != 1 || row.Options.BatchSize != 1)
            return OfNumber(row, ClaimedQuantity.Macs, macs);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        works[0].Macs!.CopyTo(numbers);
        return new Reckoning(row, ClaimedQuantity.Macs, "", works[0].Macs!.Formula, "", numbers, []);
    }

    // One for each filter or unit, in the letters that the layer has for these.
    private static string BiasText(long biases, Dictionary<string, long> numbers)
    {
        if (biases == 0)
            return "";
        foreach (string text in new[] { "k", "c", "d * q", "k * u", "u" })
        {
            if (text.Split([" * "], StringSplitOptions.None).All(numbers.ContainsKey) && FormulaCache.Get(text).With(symbol => numbers[symbol]).Value == biases)
                return text;
        }

        numbers["b"] = biases;
        return "b";
    }

    private static string Parenthesized(string text) => text.Contains(' ') ? $"({text})" : text;
}
