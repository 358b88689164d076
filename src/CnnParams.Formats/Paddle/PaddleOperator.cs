using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// An operator of a program that becomes layers of the graph. What it reads is either computed, then it is an
/// input, or kept, then it is a weight.
/// </summary>
internal sealed class PaddleOperator(PaddleNode node, PaddleValues values, PaddleBatch batch, TensorGraph graph)
    : GraphOperator(graph, node.Name, node.Type, values.Computed(node), [.. node.WritesInAll])
{
    /// <summary>The output shape, as the program says it, without the batch.</summary>
    internal override TensorShape StatedOutput => Result?.Sample(batch.AxisOf(node.Writes[0])) ?? TensorShape.Unknown;

    /// <summary>The output shape an operator that changes no shape.</summary>
    internal TensorShape UnchangedOutput =>
        !StatedOutput.IsKnown && StatedOutput.Rank == Shape.Rank ? Shape : StatedOutput;

    /// <summary>Where the batch of the input is, among the axes of the program.</summary>
    internal int BatchAxis => batch.AxisOf(node) ?? 0;

    /// <summary>Whether all that it reads is computed of data.</summary>
    internal bool ReadsDataAlone => InputCount == node.Reads.Count;

    /// <summary>How many results it has.</summary>
    internal int ResultCount => node.Writes.Count;

    /// <summary>Whether its images have their channels last; the layers here have them where the program has.</summary>
    internal bool HasChannelsLast =>
        Text("data_format") is "NHWC" or "NDHWC" or "NLC" || Text("data_layout") is "NHWC" or "NDHWC" or "NLC";

    /// <summary>The weight of an argument; null where there is none.</summary>
    internal PaddleWeight? Weight(string argument) =>
        node.Argument(argument) is [var name, ..] ? values.WeightOf(name) : null;

    /// <summary>The sizes of the weight of an argument; null where there is none.</summary>
    internal long[]? Sizes(string argument) => Weight(argument) is { } weight ? [.. weight.Sizes ?? []] : null;

    /// <summary>The bias that an operator right after adds; that one then passes on the input.</summary>
    /// <param name="units">The numbers that it has.</param>
    /// <param name="axis">The axis of the units, the batch counted.</param>
    internal PaddleWeight? TakeBias(long units, Index axis)
    {
        int rank = Result?.Sizes?.Count ?? 0;
        return rank > 0 ? values.TakeBias(node, units, axis.GetOffset(rank), rank) : null;
    }

    /// <summary>Where weights are kept: what each is called here.</summary>
    internal static IReadOnlyDictionary<string, StoredTensor> Stored(
        params (string Name, PaddleWeight? Weight)[] weights
    ) =>
        weights
            .Where(pair => pair.Weight is not null)
            .ToDictionary(
                pair => pair.Name,
                pair => new StoredTensor(pair.Weight!.Stored.Name, pair.Weight.Stored.Type?.DataType),
                StringComparer.Ordinal
            );

    /// <summary>A setting that is a list of whole numbers.</summary>
    internal IReadOnlyList<long> Wholes(string name) => node.Setting(name)?.Wholes ?? [];

    /// <summary>A setting that is a list of numbers.</summary>
    internal IReadOnlyList<double> Reals(string name) => node.Setting(name)?.Reals ?? [];

    internal long Whole(string name, long missing) => Wholes(name) is [var value, ..] ? value : missing;

    internal bool Is(string name, bool missing = false) => node.Setting(name)?.Truth ?? missing;

    internal string Text(string name) => node.Setting(name)?.Text ?? "";

    internal Extent Each(string name) => Wholes(name) is { Count: > 0 } sizes ? new Extent([.. sizes]) : Extent.One;

    /// <summary>Its padding by number: one for each axis, or one for each end.</summary>
    internal (long Begin, long End)[] Sides(int rank)
    {
        var sizes = Wholes("paddings");
        return
        [
            .. Enumerable
                .Range(0, rank)
                .Select(axis =>
                    sizes.Count == 2 * rank ? (sizes[2 * axis], sizes[(2 * axis) + 1])
                    : sizes.Count > 0 ? (sizes[axis % sizes.Count], sizes[axis % sizes.Count])
                    : (0L, 0L)
                ),
        ];
    }

    /// <summary>Its padding, by rule or by number.</summary>
    internal Padding Pads(int rank) =>
        Text("padding_algorithm") switch
        {
            "SAME" => Padding.Same,
            "VALID" => Padding.Valid,
            _ => Padding.Sides(Sides(rank)),
        };

    /// <summary>An axis of the program as the layers here count it, from 1; null for the batch.</summary>
    internal int? Axis(long axis)
    {
        int batchAxis = BatchAxis;
        long counted = axis < 0 ? axis + Shape.Rank + 1 : axis;
        // Without a rank, the end is still the end.
        if (axis < 0 && !Shape.HasRank)
            return checked((int)axis);
        return counted == batchAxis ? null : checked((int)(counted < batchAxis ? counted + 1 : counted));
    }

    /// <summary>Says where the batch leaves.</summary>
    internal void MoveBatch(int axis) => batch.Move(node, axis);

    /// <summary>
    /// Adds an operator with the shape of the program, whose weights are what it reads of those kept.
    /// </summary>
    internal override void AddAsWritten(WorkKind kind) => AddKept(kind, StatedOutput, WeightRole.Kernel);

    /// <summary>Adds an operator that works value by value.</summary>
    internal void AddUnchanged(WorkKind kind, WeightRole role = WeightRole.Kernel) =>
        AddKept(kind, UnchangedOutput, role);

    /// <summary>Adds what puts tensors together value by value, of which those that are kept have a role.</summary>
    internal void AddBesideKept(WeightRole role)
    {
        var read = Shape;
        AddKept(WorkKind.ElementWise, UnchangedOutput, role);
        CheckFits(
            [
                .. values
                    .Weights(node)
                    .Where(weight => weight.Sizes is not null)
                    .Select(weight => new TensorSpec(weight.Stored.Name, new TensorShape([.. weight.Sizes!]))),
            ],
            read
        );
    }

    /// <summary>Adds an operator that is known, but not followed here.</summary>
    internal void AddUnfollowed(string why)
    {
        Warn($"{why}, which is not followed: its cost is not known");
        AddAsWritten(WorkKind.Unknown);
    }

    /// <inheritdoc/>
    internal override bool IsMerged => values.IsMerged(node);

    /// <inheritdoc/>
    internal override bool IsFollowed => InputCount > 0 && batch.IsFollowed(node);

    /// <inheritdoc/>
    internal override void AddNotKnown()
    {
        if (InputCount > 0)
            Warn("it is not known: its cost is not, either");
        AddNotFollowed();
    }

    /// <inheritdoc/>
    internal override void AddNotFollowed()
    {
        if (InputCount == 0)
            AddUnfollowed("it computes something of weights alone");
        else
            AddAsWritten(WorkKind.Unknown);
    }

    /// <summary>
    /// Says what has become of the batch, and notes where the rules here make another shape than the program says.
    /// </summary>
    internal override void Check()
    {
        if (batch.Divides(node, ShapeOf(0).ElementCount, StatedOutput.ElementCount))
            Warn(
                "it makes axes of a sample part of the batch; what is computed of the parts is not followed, and its "
                    + "cost is not known"
            );
        if (Last is not null && ResultCount == 1 && !StatedOutput.Fits(Shape))
            WarnOfShape(StatedOutput);
    }

    /// <summary>Says what the outputs are, of which each one that is read has its own shape.</summary>
    internal override void Finish()
    {
        base.Finish();
        int output = 0;
        foreach (string variable in node.WritesInAll)
        {
            if (
                output > 0
                && values.IsRead(variable)
                && values.WeightOf(variable) is null
                && values.Variables.TryGetValue(variable, out var other)
                && other.Sample(batch.AxisOf(variable)) is { IsKnown: true } shape
                && !shape.Equals(Shape)
            )
                AddOutput(output, shape);
            output++;
        }
    }

    // Each weight once; who reads it besides shares it.
    private void AddKept(WorkKind kind, TensorShape shape, WeightRole role)
    {
        PaddleVariable[] kept =
        [
            .. values.Weights(node).Select(weight => weight.Stored).Distinct().Where(stored => stored.HasCount),
        ];
        Add(
            new Operation
            {
                OperatorType = Type.Length > 0 ? Type : "?",
                OutputShape = shape,
                Kind = kind,
                Tensors =
                [
                    .. kept.Select(stored => new TensorSpec(
                        stored.Name,
                        new TensorShape([.. stored.Sizes!]),
                        stored.IsParameter == false ? WeightRole.Constant : role
                    )),
                ],
                Stored = kept.ToDictionary(
                    stored => stored.Name,
                    stored => new StoredTensor(stored.Name, stored.Type?.DataType),
                    StringComparer.Ordinal
                ),
            }
        );
    }

    private PaddleVariable? Result =>
        node.Writes is [var first, ..] && values.Variables.TryGetValue(first, out var variable) ? variable : null;
}
