using System.Globalization;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// A way to come to a figure of a layer, right or with mistakes in it: a product for what is multiplied, and a sum for
/// the biases, in symbols that have numbers. A mistake makes another computation of it.
/// </summary>
internal sealed class Computation
{
    private readonly IReadOnlyDictionary<string, long> _numbers;

    // The layer's own formula, as long as no mistake has taken it apart.
    private readonly FormulaNode? _own;

    private Computation(
        LayerMeasurement row,
        ClaimedQuantity quantity,
        FormulaNode? own,
        FormulaNode kernel,
        FormulaNode? bias,
        IReadOnlyDictionary<string, long> numbers,
        Slip[] slips
    )
    {
        Row = row;
        Quantity = quantity;
        _own = own;
        Kernel = kernel;
        Bias = bias;
        _numbers = numbers;
        Slips = slips;
        (Layer, Inputs) = row.Layer.Applied(row.SeenInputs);
    }

    /// <summary>The row.</summary>
    internal LayerMeasurement Row { get; }

    /// <summary>The layer whose formula it is: the one that a wrapper applies, or the row's own.</summary>
    internal Layer Layer { get; }

    /// <summary>What this layer reads: of one step, where a wrapper applies it to each.</summary>
    internal LayerInputs Inputs { get; }

    /// <summary>What is computed.</summary>
    internal ClaimedQuantity Quantity { get; }

    /// <summary>What is multiplied, in symbols.</summary>
    internal FormulaNode Kernel { get; }

    /// <summary>What is added for the biases, in symbols; null for none.</summary>
    internal FormulaNode? Bias { get; }

    /// <summary>The mistakes in it.</summary>
    internal Slip[] Slips { get; }

    /// <summary>Whether parameters of one kind or another are computed.</summary>
    internal bool IsOfParameters =>
        Quantity
            is ClaimedQuantity.Parameters
                or ClaimedQuantity.TrainableParameters
                or ClaimedQuantity.NonTrainableParameters;

    /// <summary>The number of a symbol; none where the computation has no such symbol.</summary>
    internal long? this[string symbol] => _numbers.TryGetValue(symbol, out long number) ? number : null;

    /// <summary>The whole in symbols: the layer's own formula as long as no mistake has changed its form.</summary>
    internal FormulaNode Form =>
        _own ?? (Bias is null ? Kernel : new SumNode([Kernel.InParentheses, Bias.InParentheses]));

    /// <summary>
    /// The computation with numbers; none where a step cannot be done, as a division with a remainder.
    /// </summary>
    internal (string Arithmetic, long Value)? Result =>
        Value is { } value ? (Form.Text(symbol => Formula.Number(_numbers[symbol.Name])), value) : null;

    /// <summary>The value alone.</summary>
    internal long? Value
    {
        get
        {
            try
            {
                return Form.Evaluate(symbol => _numbers[symbol.Name]);
            }
            catch (ArithmeticException)
            {
                return null;
            }
        }
    }

    /// <summary>The right computation of a figure of a layer; none where it is not known.</summary>
    internal static Computation? Of(LayerMeasurement row, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.Parameters => OfParameters(row),
            ClaimedQuantity.TrainableParameters => row.TrainableParameters == row.Parameters
                ? OfParameters(row, quantity)
                : OfNumber(row, quantity, row.TrainableParameters),
            ClaimedQuantity.NonTrainableParameters => OfNumber(row, quantity, row.NonTrainableParameters),
            ClaimedQuantity.WeightBytes => OfNumber(row, quantity, row.WeightBytes),
            ClaimedQuantity.ActivationSize => OfActivation(row),
            ClaimedQuantity.Macs => OfMacs(row),
            ClaimedQuantity.Flops => OfNumber(row, quantity, row.Flops),
            _ => null,
        };

    /// <summary>A computation of a number that has no parts.</summary>
    internal static Computation? OfNumber(LayerMeasurement row, ClaimedQuantity quantity, long? number) =>
        number is { } known
            ? new Computation(row, quantity, null, FormulaNode.Of(known), null, new Dictionary<string, long>(), [])
            : null;

    /// <summary>The size of an activation, as the product of axes.</summary>
    internal static Computation OfProduct(LayerMeasurement row, IReadOnlyList<long> axes) =>
        new(
            row,
            ClaimedQuantity.ActivationSize,
            null,
            ProductNode.Of([.. axes.Select(FormulaNode.Of)]),
            null,
            new Dictionary<string, long>(),
            []
        );

    /// <summary>The same computation, of something else: what it was taken for.</summary>
    internal Computation For(ClaimedQuantity quantity, Slip slip) =>
        new(Row, quantity, _own, Kernel, Bias, _numbers, [.. Slips, slip]);

    /// <summary>With slips that were made before this computation.</summary>
    internal Computation After(params Slip[] slips) =>
        new(Row, Quantity, _own, Kernel, Bias, _numbers, [.. slips, .. Slips]);

    /// <summary>With another number for a symbol.</summary>
    internal Computation Put(Slip slip, string symbol, long number) => Put(slip, (symbol, number));

    /// <summary>With other numbers for symbols.</summary>
    internal Computation Put(Slip slip, params (string Symbol, long Number)[] numbers) =>
        new(Row, Quantity, _own, Kernel, Bias, With(numbers), [.. Slips, slip]);

    /// <summary>With other biases; null for none.</summary>
    internal Computation WithBias(Slip slip, string? bias) =>
        WithBias(slip, bias is null ? null : FormulaNode.Of(bias));

    /// <inheritdoc cref="WithBias(Slip, string)"/>
    internal Computation WithBias(Slip slip, FormulaNode? bias) =>
        new(Row, Quantity, null, Kernel, bias, _numbers, [.. Slips, slip]);

    /// <summary>With other biases, by the mistake that it has already.</summary>
    internal Computation WithBias(string bias) =>
        new(Row, Quantity, null, Kernel, FormulaNode.Of(bias), _numbers, Slips);

    /// <summary>With another form altogether, and numbers for its new symbols.</summary>
    internal Computation With(
        Slip slip,
        string kernel,
        string? bias = null,
        params (string Symbol, long Number)[] numbers
    ) =>
        new(
            Row,
            Quantity,
            null,
            FormulaNode.Of(kernel),
            bias is null ? null : FormulaNode.Of(bias),
            With(numbers),
            [.. Slips, slip]
        );

    /// <summary>
    /// With parts of what is multiplied exchanged, and the biases as they are; none where it has no such part.
    /// </summary>
    internal IEnumerable<Computation> WithKernel(Slip slip, Func<FormulaNode, FormulaNode?> rule)
    {
        var kernel = Kernel.With(rule);
        return ReferenceEquals(kernel, Kernel)
            ? []
            : [new Computation(Row, Quantity, null, kernel, Bias, _numbers, [.. Slips, slip])];
    }

    /// <summary>With parts of the whole exchanged; none where it has no such part.</summary>
    internal IEnumerable<Computation> WithParts(Slip slip, Func<FormulaNode, FormulaNode?> rule)
    {
        if (_own?.With(rule) is { } own)
            return ReferenceEquals(own, _own)
                ? []
                : [new Computation(Row, Quantity, own, Kernel.With(rule), Bias, _numbers, [.. Slips, slip])];
        return WithKernel(slip, rule);
    }

    /// <summary>
    /// A whole computation with something done to it: <c>all</c> stands for it in the form, other symbols for the
    /// numbers.
    /// </summary>
    internal Computation Wrapped(Slip slip, string form, params (string Symbol, long Number)[] numbers)
    {
        // As numbers, so that a form can be put around another.
        var node = numbers.Aggregate(
            FormulaNode.Of(form),
            (partly, number) => partly.With(number.Symbol, FormulaNode.Of(number.Number))
        );
        return new Computation(Row, Quantity, null, node.With("all", Form), null, _numbers, [.. Slips, slip]);
    }

    private Dictionary<string, long> With((string Symbol, long Number)[] numbers)
    {
        var other = new Dictionary<string, long>(_numbers.Count, StringComparer.Ordinal);
        foreach (var pair in _numbers)
            other[pair.Key] = pair.Value;
        foreach (var (symbol, number) in numbers)
            other[symbol] = number;
        return other;
    }

    private static Computation? OfParameters(
        LayerMeasurement row,
        ClaimedQuantity quantity = ClaimedQuantity.Parameters
    )
    {
        if (row.Parameters is null)
            return null;
        var counted = row.CountedWeights;
        var learned = counted.Where(weight => weight.Role != WeightRole.Bias).ToArray();
        long biases = counted.Where(weight => weight.Role == WeightRole.Bias).Sum(weight => weight.Count);
        var own = row.ExplainParameters(counted);
        var kernel = row.ExplainParameters(learned);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        kernel.CopyTo(numbers);
        own.CopyTo(numbers);
        return own.Value == kernel.Value + biases
            ? new Computation(row, quantity, own.Root, kernel.Root, BiasForm(biases, numbers), numbers, [])
            : new Computation(row, quantity, own.Root, own.Root, null, numbers, []);
    }

    private static Computation? OfActivation(LayerMeasurement row)
    {
        if (row.ActivationSize is null || row.Outputs.Count != 1)
            return OfNumber(row, ClaimedQuantity.ActivationSize, row.ActivationSize);
        return OfProduct(row, row.OutputShape.Dimensions.Select(axis => axis.Value).ToArray());
    }

    private static Computation? OfMacs(LayerMeasurement row)
    {
        if (row.Macs is not { } macs)
            return null;
        var works = row.Work.Where(work => work.Macs is not null && work.Macs != Working.Zero).ToArray();
        if (works.Length != 1 || row.Options.BatchSize != 1)
            return OfNumber(row, ClaimedQuantity.Macs, macs);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        works[0].Macs!.CopyTo(numbers);
        return new Computation(row, ClaimedQuantity.Macs, null, works[0].Macs!.Root, null, numbers, []);
    }

    // One for each filter or unit, in the letters that the layer has for these.
    private static FormulaNode? BiasForm(long biases, Dictionary<string, long> numbers)
    {
        if (biases == 0)
            return null;
        foreach (string form in new[] { "k", "c", "d * q", "k * u", "u" })
        {
            var node = FormulaNode.Of(form);
            if (
                !node.Has(part => part is SymbolNode { Name: var name } && !numbers.ContainsKey(name))
                && node.Evaluate(symbol => numbers[symbol.Name]) == biases
            )
                return node;
        }

        numbers["b"] = biases;
        return FormulaNode.Of("b");
    }
}
