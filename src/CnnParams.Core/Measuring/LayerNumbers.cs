using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// What the pass finds out about a layer: the shapes around it, and the sums of its weights and its arithmetic.
/// </summary>
// Those of a network lie in one array, and a row only points at its own: as objects, a hundred thousand of them would
// take the garbage collector longer to move than the pass to make.
internal struct LayerNumbers
{
    private readonly IReadOnlyList<TensorShape>? _outputs;
    private readonly long _macs;
    private readonly long _biasAdds;
    private readonly long _elementOperations;
    private IReadOnlyList<Weight>? _moved;
    private List<SharedWeights>? _shared;

    /// <summary>Applies the rules of a layer to the input shapes.</summary>
    /// <exception cref="LayerException">The layer cannot take them.</exception>
    /// <exception cref="OverflowException">A size is larger than 2^63-1.</exception>
    internal LayerNumbers(NetworkMeasurement network, Layer layer, LayerInputs inputs)
    {
        Layer = layer;
        Inputs = inputs;
        var outputs = layer.OutputShapes(inputs);
        OutputShape = network.Shapes.Kept(outputs[0]);
        _outputs = outputs.Count > 1 ? outputs : null;
        ActivationSize = Sum(outputs);
        var weights = layer.Weights(inputs);
        IsStated = weights is null && layer.Stated is not null;
        if ((weights ?? layer.Stated) is { } known)
            Counted = network.Count(layer, WithTensors(known));

        long batch = network.Options.BatchSize;
        bool any = false,
            all = true;
        var terms = layer.Work(inputs, OutputShape);
        for (int i = 0; i < terms.Count; i++)
        {
            var work = terms[i];
            any |= work.Macs is not null;
            all &= work.Macs is not null;
            _macs = checked(_macs + ((work.Macs?.Value ?? 0) * batch));
            _biasAdds = checked(_biasAdds + (work.BiasAdds * batch));
            _elementOperations = checked(_elementOperations + (work.ElementOperations * batch));
        }

        MacsTrust =
            all ? Trust.Exact
            : any ? Trust.LowerBound
            : Trust.Unknown;
    }

    /// <summary>The numbers of a layer that cannot be: of its weights those that its file states.</summary>
    internal LayerNumbers(NetworkMeasurement network, Layer layer, LayerInputs inputs, string failure)
    {
        Layer = layer;
        Inputs = inputs;
        Failure = failure;
        OutputShape = TensorShape.Unknown.As(inputs.Layout);
        MacsTrust = Trust.Unknown;
        if (layer.Stated is not { } stated)
            return;
        try
        {
            Counted = network.Count(layer, WithTensors(stated));
            IsStated = true;
        }
        catch (OverflowException)
        {
            // There are more than can be counted.
        }
    }

    /// <summary>The layer that was measured.</summary>
    internal Layer Layer { get; }

    /// <summary>The input shapes.</summary>
    internal LayerInputs Inputs { get; }

    /// <summary>Why the layer cannot be; null for one that can.</summary>
    internal string? Failure { get; }

    /// <summary>The output shape; the first of several.</summary>
    internal TensorShape OutputShape { get; }

    /// <summary>The output shapes.</summary>
    internal readonly IReadOnlyList<TensorShape> Outputs => _outputs ?? [OutputShape];

    /// <summary>The number of output values, of one sample.</summary>
    internal long? ActivationSize { get; }

    /// <summary>The weights under the view; null where they are not known.</summary>
    internal WeightCount? Counted { get; private set; }

    /// <summary>
    /// Whether the weights are those that the file states, since the rule of the layer does not say them.
    /// </summary>
    internal bool IsStated { get; }

    /// <summary>Those of the weights that other rows have too, and count.</summary>
    internal readonly IReadOnlyList<SharedWeights> Shared => _shared ?? [];

    /// <summary>The names of the layers that share weights with this one; null for none.</summary>
    internal TextList<string>? SharedWith { get; set; }

    /// <summary>Multiply-accumulates, for the batch.</summary>
    internal readonly long? Macs => MacsTrust == Trust.Unknown ? null : _macs;

    /// <summary>Additions of a bias, for the batch.</summary>
    internal readonly long? BiasAdds => MacsTrust == Trust.Unknown ? null : _biasAdds;

    /// <summary>Operations on single values besides, for the batch.</summary>
    internal readonly long? ElementOperations => MacsTrust == Trust.Unknown ? null : _elementOperations;

    /// <summary>How far <see cref="Macs"/> can be trusted.</summary>
    internal Trust MacsTrust { get; }

    // Weights and work are made anew by the rule when they are asked for: to keep those of every layer costs more
    // than the whole pass.

    /// <summary>The weights one by one, with those that the view does not count.</summary>
    internal readonly IReadOnlyList<Weight> Weights =>
        _moved
        ?? (
            (
                IsStated ? Layer.Stated
                : Failure is null ? Layer.Weights(Inputs)
                : null
            )
                is { } weights
                ? WithTensors(weights)
                : []
        );

    /// <summary>The arithmetic on one sample, kind by kind.</summary>
    internal readonly IReadOnlyList<Work> Work => Failure is null ? Layer.Work(Inputs, OutputShape) : [];

    /// <summary>Gives the layer other weights, as the view that folds batch norms moves them.</summary>
    internal void MoveWeights(NetworkMeasurement network, IReadOnlyList<Weight> weights)
    {
        _moved = weights;
        Counted = network.Count(Layer, weights);
    }

    /// <summary>Notes weights that are counted on another row.</summary>
    internal void CountElsewhere(SharedWeights weights) => (_shared ??= []).Add(weights);

    private readonly IReadOnlyList<Weight> WithTensors(IReadOnlyList<Weight> weights) =>
        Layer.Stored is not { } stored
            ? weights
            : weights
                .Select(weight => stored.TryGetValue(weight.Name, out var tensor) ? weight.StoredAs(tensor) : weight)
                .ToArray();

    private static long? Sum(IReadOnlyList<TensorShape> shapes)
    {
        long sum = 0;
        for (int i = 0; i < shapes.Count; i++)
        {
            if (shapes[i].ElementCount is not { } count)
                return null;
            sum = checked(sum + count);
        }

        return sum;
    }
}
