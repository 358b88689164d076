using System.Globalization;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// A layer of the representation that becomes layers of the graph. What it reads is either computed, then it is an
/// input, or a constant, then it is a weight or a setting.
/// </summary>
internal class IrOperator(IrLayer layer, IrValues values, TensorGraph graph, StatedBatch batch, ReadOptions options)
    : SizedOperator(
        graph,
        batch,
        layer.Name,
        layer.Type,
        values.ComputedInputs(layer),
        [.. layer.Outputs.Select(port => new SizedTensor(IrValues.TensorOf(layer.Id, port.Id), port.Sizes))],
        Keeps(layer.Type),
        values.OrderOf(layer)
    )
{
    // In all versions.
    private static readonly HashSet<string> WithBatchFirst = new(StringComparer.Ordinal)
    {
        "AdaptiveAvgPool",
        "AdaptiveMaxPool",
        "AvgPool",
        "BatchNormInference",
        "Convolution",
        "ConvolutionBackpropData",
        "Deconvolution",
        "DepthToSpace",
        "GroupConvolution",
        "GroupConvolutionBackpropData",
        "Interp",
        "Interpolate",
        "LRN",
        "MaxPool",
        "Normalize",
        "Pooling",
        "ReorgYolo",
        "Resample",
        "ScaleShift",
        "ShuffleChannels",
        "SpaceToDepth",
    };

    private const NumberStyles Decimals = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly char[] Separators = [',', ' '];

    private IrConstant? _bias;

    internal IrLayer Layer { get; } = layer;

    /// <inheritdoc/>
    internal override bool IsMerged => values.IsMerged(Layer);

    private protected override bool StatesAllWeights => true;

    /// <summary>Whether a bias of units may be zeros that were added for the format.</summary>
    internal bool MayHaveZeros => values.HidesZeros;

    /// <summary>What the user says of the input.</summary>
    internal ReadOptions Options => options;

    private protected override bool CountsOnBatch => WithBatchFirst.Contains(Type);

    /// <summary>The constant at an input; null where it is computed.</summary>
    internal IrConstant? Constant(int input) =>
        input < Layer.Inputs.Count ? values.ConstantOf(Layer, Layer.Inputs[input]) : null;

    /// <summary>Whether a constant is known to be zeros alone.</summary>
    internal bool IsZero(IrConstant constant) => constant.Numbers(values.Numbers)?.Filling == 0;

    /// <summary>Whether an input is no computed tensor.</summary>
    internal bool IsConstant(int input) => input < Layer.Inputs.Count && values.IsConstant(Layer, Layer.Inputs[input]);

    /// <summary>The sizes of a weight that is an input, as the port has them.</summary>
    internal long[] WeightSizes(int input)
    {
        if (input >= Layer.Inputs.Count || Layer.Inputs[input].Sizes.Any(size => size is null))
            throw Wrong($"needs a weight of known sizes as input {input}");
        return [.. Layer.Inputs[input].Sizes.Select(size => size!.Value)];
    }

    /// <summary>
    /// The weights among the constants: not whole numbers, which are settings, and single ones only under the name of
    /// a parameter.
    /// </summary>
    internal override TensorSpec[] Weights() =>
        [
            .. Constants
                .Concat(Layer.Body.Where(inner => inner.Type == "Const").Select(inner => IrConstant.Read(inner, File)))
                .Where(constant =>
                    constant is { Tensor: { Count: > 1, IsLearned: true }, IsReal: true }
                    || (IsNumber(constant) && ParameterProof.OfNumber(constant.Name) == true)
                )
                .Select(constant => new TensorSpec(constant.Name, new TensorShape([.. constant.Tensor.Sizes]))),
        ];

    private protected override string? OpenNumber =>
        Constants
            .FirstOrDefault(constant =>
                IsNumber(constant) && constant.Tensor.Sizes.Count > 0 && ParameterProof.OfNumber(constant.Name) is null
            )
            ?.Name;

    private IEnumerable<IrConstant> Constants =>
        Enumerable.Range(0, Layer.Inputs.Count).Select(Constant).OfType<IrConstant>();

    private static bool IsNumber(IrConstant constant) =>
        constant is { Tensor: { Count: 1, IsLearned: true }, IsReal: true };

    /// <summary>Where a weight is kept.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(params (string Weight, int Input)[] weights) =>
        StoredAs(weights.Select(pair => (pair.Weight, Constant(pair.Input))).Append(("bias", _bias)));

    /// <summary>Where weights are kept that may be constants of the file.</summary>
    private protected static IReadOnlyDictionary<string, StoredTensor>? StoredAs(
        IEnumerable<(string Weight, IrConstant? Constant)> weights
    )
    {
        var stored = weights
            .Where(pair => pair.Constant is not null)
            .ToDictionary(
                pair => pair.Weight,
                pair => new StoredTensor(pair.Constant!.Name, pair.Constant.Tensor.Type?.DataType),
                StringComparer.Ordinal
            );
        return stored.Count > 0 ? stored : null;
    }

    /// <summary>The bias that a layer right after adds; that one then passes on the input.</summary>
    internal bool TakesBias(long units) =>
        (_bias = Layer.Outputs.Count == 1 ? values.TakeBias(Layer, units) : null) is not null;

    internal string Text(string name, string missing) =>
        Layer.Data.TryGetValue(name, out string? text) ? text : missing;

    internal bool Is(string name) => Text(name, "false") is "true" or "1" or "True" or "TRUE";

    /// <summary>Whole numbers with commas between them, which some write as 1.0.</summary>
    internal long[] Wholes(string name) =>
        [
            .. Text(name, "")
                .Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Select(part =>
                    decimal.TryParse(part, Decimals, CultureInfo.InvariantCulture, out decimal value)
                    && value is >= long.MinValue and <= long.MaxValue
                    && decimal.Truncate(value) == value
                        ? (long)value
                        : throw Wrong($"has {name}=\"{Text(name, "")}\", which are no whole numbers")
                ),
        ];

    internal Extent Each(string name) => Wholes(name) is { Length: > 0 } values ? new Extent(values) : Extent.One;

    /// <summary>Its padding where a rule is named for it.</summary>
    internal Padding? PadsByRule() =>
        Text("auto_pad", "explicit") switch
        {
            "same_upper" => Padding.Same,
            "same_lower" => Padding.SameLower,
            "valid" => Padding.Valid,
            _ => null,
        };

    /// <summary>Its padding, by rule or by number.</summary>
    internal Padding Pads()
    {
        if (PadsByRule() is { } padding)
            return padding;
        long[] begin = Wholes("pads_begin"),
            end = Wholes("pads_end");
        return begin.Length == end.Length && begin.Length > 0
            ? Padding.Sides([.. begin.Zip(end, (from, to) => (from, to))])
            : Padding.Valid;
    }

    /// <summary>
    /// Says what the outputs are: of an operator that is one layer with one output here, each further output that is
    /// read is one more.
    /// </summary>
    internal override void Finish()
    {
        base.Finish();
        for (int i = 1; i < Layer.Outputs.Count; i++)
        {
            if (
                StatedShape(i) is { IsKnown: true } shape
                && !shape.Equals(Shape)
                && values.IsRead(Layer, Layer.Outputs[i])
            )
                AddOutput(i, shape);
        }
    }

    /// <summary>Notes what the layers that were added contradict.</summary>
    internal override void Check()
    {
        base.Check();
        if (Layer.Outputs.Count == 1)
            CheckShape(StatedOutput);
    }

    private static Keeping Keeps(string type) =>
        type switch
        {
            "Transpose" or "Permute" => Keeping.OtherOrder,
            "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" => Keeping.OtherAxes,
            _ => Keeping.None,
        };
}
