using CnnParams.Formats.GraphFiles;
using CnnParams.Formats.Paddle.Schema;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// An operator of a program that is to become layers of the graph. Variables that are kept are weights; their sizes and
/// those of all others are in the program, the batch first.
/// </summary>
internal sealed class PaddleOperator(Operator proto, IReadOnlyDictionary<string, Variable> variables, TensorGraph graph)
    : GraphOperator(graph, NameOf(proto), proto.Type, Computed(proto, variables), Outputs(proto))
{
    private static readonly string[] Results = ["Output", "Out", "Y"];

    private static readonly string[] FirstArguments = ["Input", "X", "Ids"];

    /// <summary>The shape that leaves, as the program says it, without the batch.</summary>
    internal TensorShape Leaving => Outputs(proto) is [var first, ..] && variables.TryGetValue(first, out var variable) ? Sample(variable) : TensorShape.Unknown;

    /// <summary>The shape of a variable without the batch.</summary>
    internal static TensorShape Sample(Variable variable) => variable.Type?.Tensor?.Tensor is { } tensor && tensor.Sizes.Count is > 0 and <= 32
        ? new TensorShape(tensor.Sizes.Skip(1).Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown), ShapeLayout.ChannelsFirst)
        : TensorShape.Unknown;

    /// <summary>The sizes of the weight of an argument; null where there is none.</summary>
    internal long[]? Sizes(string argument) => Weight(argument) is { } variable ? [.. variable.Type?.Tensor?.Tensor?.Sizes ?? []] : null;

    /// <summary>The weights among the arguments.</summary>
    internal TensorSpec[] Weights() => [.. proto.Inputs.SelectMany(argument => argument.Variables)
        .Where(name => IsKept(name, variables))
        .Select(name => (Name: name, Sizes: variables[name].Type?.Tensor?.Tensor?.Sizes))
        .Where(weight => weight.Sizes is not null && weight.Sizes.All(size => size > 0))
        .Select(weight => new TensorSpec(weight.Name, new TensorShape([.. weight.Sizes!])))];

    /// <summary>Where weights are kept: what each argument is called here.</summary>
    internal IReadOnlyDictionary<string, StoredTensor> Stored(params (string Weight, string Argument)[] weights) => weights
        .Where(pair => Weight(pair.Argument) is not null)
        .ToDictionary(pair => pair.Weight, pair => new StoredTensor(Weight(pair.Argument)!.Name), StringComparer.Ordinal);

    /// <summary>A setting that is a list of whole numbers.</summary>
    internal long[] Wholes(string name) => Setting(name) is { } setting
        ? setting.Wholes.Count > 0 ? [.. setting.Wholes.Select(value => (long)value)] : [.. setting.Longs]
        : [];

    internal long Whole(string name, long missing) => Setting(name) is { } setting ? setting.HasWhole ? setting.Whole : setting.HasLong ? setting.Long : missing : missing;

    internal bool Is(string name) => Setting(name)?.Truth == true;

    internal string Text(string name) => Setting(name)?.Text ?? "";

    internal Extent Each(string name) => Wholes(name) is { Length: > 0 } sizes ? new Extent(sizes) : Extent.One;

    /// <summary>Its padding: by rule, one number for each axis, or one for each end.</summary>
    internal Padding Pads(int rank)
    {
        switch (Text("padding_algorithm"))
        {
            case "SAME":
                return Padding.Same;
            case "VALID":
                return Padding.Valid;
        }

        long[] sizes = Wholes("paddings");
        if (sizes.Length == 2 * rank)
            return Padding.Sides([.. Enumerable.Range(0, rank).Select(axis => (sizes[2 * axis], sizes[(2 * axis) + 1]))]);
        return sizes.Length > 0 ? Padding.Symmetric(sizes) : 0;
    }

    /// <summary>Adds an operator with the shape of the program, whose weights are what it reads of those kept.</summary>
    internal void AddAsWritten(WorkKind kind) => AddOperation(kind, Leaving, Weights());

    /// <summary>Notes where the rules here make another shape than the program says.</summary>
    internal void CheckShape()
    {
        if (Last is not null && OutputCount == 1 && Leaving.IsKnown && Shape.IsKnown && !Leaving.Equals(Shape))
            Warn($"the file says that {Leaving} leaves, but {Shape} follows from its settings");
    }

    private Variable? Weight(string argument) => proto.Inputs.FirstOrDefault(input => input.Parameter == argument) is { Variables: [var name, ..] } && IsKept(name, variables) ? variables[name] : null;

    private Operator.Types.Setting? Setting(string name) => proto.Settings.FirstOrDefault(setting => setting.Name == name);

    private static bool IsKept(string name, IReadOnlyDictionary<string, Variable> variables) => variables.TryGetValue(name, out var variable) && variable.Persistable;

    private static string NameOf(Operator proto) => Outputs(proto) is [var first, ..] ? first : proto.Type;

    private static IEnumerable<string> Computed(Operator proto, IReadOnlyDictionary<string, Variable> variables) => proto.Inputs
        .OrderBy(argument => FirstArguments.Contains(argument.Parameter, StringComparer.Ordinal) ? 0 : 1)
        .SelectMany(argument => argument.Variables)
        .Where(name => !IsKept(name, variables) && name != "feed");

    // What else an operator writes are statistics, masks and shapes for training.
    private static IReadOnlyList<string> Outputs(Operator proto)
    {
        var results = proto.Outputs.FirstOrDefault(output => Results.Contains(output.Parameter, StringComparer.Ordinal) && output.Variables.Count > 0);
        return results is not null ? results.Variables : [.. proto.Outputs.SelectMany(output => output.Variables)];
    }
}
