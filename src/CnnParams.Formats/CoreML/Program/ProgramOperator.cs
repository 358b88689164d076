using CnnParams.Formats.CoreML.Schema;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;
using Array = System.Array;
using Operation = CnnParams.Formats.CoreML.Schema.Operation;
using ValueType = CnnParams.Formats.CoreML.Schema.ValueType;

namespace CnnParams.Formats.CoreML.Program;

/// <summary>
/// An operation of a program that becomes layers of the graph. Shapes are written with the batch first.
/// </summary>
internal sealed class ProgramOperator(
    Operation operation,
    ProgramConstants constants,
    TensorGraph graph,
    StatedBatch batch
)
    : SizedOperator(
        graph,
        batch,
        NameOf(operation),
        operation.Type,
        ComputedInputs(operation, constants),
        [.. operation.Outputs.Select(output => new SizedTensor(output.Name, SizesOf(output.Type)))],
        operation.Type switch
        {
            "transpose" => Keeping.OtherOrder,
            "reshape" or "squeeze" or "expand_dims" or "flatten2d" => Keeping.OtherAxes,
            _ => Keeping.None,
        },
        OrderOf(operation, constants)
    )
{
    private static readonly HashSet<string> WithBatchFirst = new(StringComparer.Ordinal)
    {
        "avg_pool",
        "batch_norm",
        "conv",
        "conv_transpose",
        "max_pool",
        "pixel_shuffle",
        "resize",
        "resize_bilinear",
        "resize_nearest_neighbor",
        "space_to_depth",
        "upsample_bilinear",
        "upsample_nearest_neighbor",
    };

    // What is read first; the order of a map's entries means nothing.
    private static readonly string[] First = ["x", "query", "data", "values", "y", "key", "value"];

    internal Operation Proto { get; } = operation;

    private protected override bool CountsOnBatch => WithBatchFirst.Contains(Type);

    /// <summary>The sizes of a value, the batch among them; null where the rank is open.</summary>
    internal static IReadOnlyList<long?>? SizesOf(ValueType? type) =>
        type?.Tensor is { Sizes.Count: <= 32 } tensor
            ?
            [
                .. tensor.Sizes.Select(size =>
                    size.Known?.Size is > 0 and <= long.MaxValue and var known ? (long?)known : null
                ),
            ]
            : null;

    /// <summary>The constant of an argument; null where there is none, or it is computed.</summary>
    internal ProgramConstant? Constant(string argument) =>
        Proto.Inputs.TryGetValue(argument, out var given) && given.Bindings.Count > 0
            ? ConstantOf(argument, given.Bindings[0], constants)
            : null;

    /// <summary>Whether an argument is given.</summary>
    internal bool Has(string argument) => Proto.Inputs.ContainsKey(argument);

    /// <summary>The weights among the arguments, and in its own blocks, whose operations are no rows.</summary>
    internal override TensorSpec[] Weights() =>
        [
            .. Constants
                .Where(pair =>
                    pair.Constant.IsWeight
                    || (IsNumber(pair.Constant) && IsLearned(pair.Argument, pair.Constant) == true)
                )
                .Select(pair => pair.Constant)
                .Concat(ProgramConstants.WeightsOf(Proto.Blocks))
                .Select(constant => new TensorSpec(constant.Name, new TensorShape(constant.Sizes))),
        ];

    private protected override string? OpenNumber =>
        Constants
            .Where(pair => IsNumber(pair.Constant) && IsLearned(pair.Argument, pair.Constant) is null)
            .Select(pair => pair.Constant.Name)
            .FirstOrDefault();

    private IEnumerable<(string Argument, ProgramConstant Constant)> Constants =>
        Proto
            .Inputs.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair =>
                pair.Value.Bindings.Select(binding => (pair.Key, ConstantOf(pair.Key, binding, constants)!))
            )
            .Where(pair => pair.Item2 is not null);

    private static bool IsNumber(ProgramConstant constant) => constant is { IsReal: true, Count: 1 };

    // Of one channel a slot of weights has a single number. What has no axes is one only under a parameter's name.
    private static bool? IsLearned(string argument, ProgramConstant number) =>
        argument is "gamma" or "beta" or "weight" or "bias" ? true
        : argument is not ("x" or "y") ? false
        : ParameterProof.OfNumber(number.Name) ?? (number.Sizes.Length > 0 ? null : false);

    /// <summary>Where weights are kept: what each argument is called here.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(params (string Weight, string Argument)[] weights)
    {
        var stored = weights
            .Where(pair => Constant(pair.Argument) is not null)
            .ToDictionary(
                pair => pair.Weight,
                pair => new StoredTensor(Constant(pair.Argument)!.Name),
                StringComparer.Ordinal
            );
        return stored.Count > 0 ? stored : null;
    }

    /// <summary>A setting for each axis, 1 where there is none.</summary>
    internal Extent Each(string argument) =>
        Constant(argument)?.Wholes is { Length: > 0 } sizes ? new Extent(sizes) : Extent.One;

    /// <summary>Its padding, by rule or by number.</summary>
    internal Padding Pads()
    {
        long[] pairs = Constant("pad")?.Wholes ?? [];
        return Constant("pad_type")?.Text switch
        {
            "same" => Padding.Same,
            "same_lower" => Padding.SameLower,
            "valid" => Padding.Valid,
            _ => pairs.Length > 0 && pairs.Length % 2 == 0
                ? Padding.Sides([
                    .. Enumerable.Range(0, pairs.Length / 2).Select(axis => (pairs[2 * axis], pairs[(2 * axis) + 1])),
                ])
                : Padding.Valid,
        };
    }

    /// <summary>Notes where the rules here make another shape than the program says.</summary>
    internal override void Check()
    {
        base.Check();
        if (OutputCount == 1)
            CheckShape(StatedOutput);
    }

    private protected override bool StatesAllWeights => true;

    private static string NameOf(Operation operation) =>
        operation.Attributes.TryGetValue("name", out var name)
        && ProgramConstants.Of("name", name).Text is { Length: > 0 } text
            ? text
        : operation.Outputs.Count > 0 ? operation.Outputs[0].Name
        : operation.Type;

    private static IEnumerable<string> ComputedInputs(Operation operation, ProgramConstants constants) =>
        operation
            .Inputs.OrderBy(pair => Array.IndexOf(First, pair.Key) is >= 0 and var place ? place : First.Length)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => pair.Value.Bindings)
            .Where(binding =>
                binding.BindingCase == Argument.Types.Binding.BindingOneofCase.Name
                && constants.Find(binding.Name) is null
            )
            .Select(binding => binding.Name);

    private static long[]? OrderOf(Operation operation, ProgramConstants constants) =>
        operation.Type == "transpose"
        && operation.Inputs.TryGetValue("perm", out var given)
        && given.Bindings.Count > 0
        && ConstantOf("perm", given.Bindings[0], constants)?.Wholes is { Length: > 0 } order
            ? Array.ConvertAll(order, axis => axis < 0 ? axis + order.Length : axis)
            : null;

    private static ProgramConstant? ConstantOf(
        string argument,
        Argument.Types.Binding binding,
        ProgramConstants constants
    ) =>
        binding.BindingCase switch
        {
            Argument.Types.Binding.BindingOneofCase.Name => constants.Find(binding.Name),
            Argument.Types.Binding.BindingOneofCase.Value => ProgramConstants.Of(argument, binding.Value),
            _ => null,
        };
}
