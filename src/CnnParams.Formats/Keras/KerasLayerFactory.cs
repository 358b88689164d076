using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>Makes our layers of Keras's, with the weights that the file lists for them.</summary>
/// <param name="table">The weights that the file lists.</param>
/// <param name="isTensorFlowJs">Whether TensorFlow.js has written the model.</param>
/// <param name="layout">Where the model has its channels, unless a layer says otherwise.</param>
/// <param name="warn">Is told what is not understood, or contradictory.</param>
internal sealed class KerasLayerFactory(
    KerasWeightTable table,
    bool isTensorFlowJs,
    ShapeLayout layout,
    Action<string> warn
)
{
    /// <summary>What a Keras layer is here: one layer, or several that read each other.</summary>
    internal IReadOnlyList<KerasDraft> Drafts(
        KerasLayer layer,
        KerasLayerCall? written,
        KerasScope scope,
        IReadOnlyList<KerasArgument> arguments
    )
    {
        string name = string.Join("/", scope.PathOf(layer.Name));
        var call = new KerasCall(
            layer,
            written,
            scope.Seen(arguments),
            table.Of(scope.PathOf(layer.Name)),
            layout,
            isTensorFlowJs,
            reason => warn($"layer '{name}' ({layer.ClassName}): {reason}")
        );
        if (KerasRules.Find(layer) is not { } rule)
        {
            call.Warn("its class is not one of Keras's; its shape is unknown");
            return [Unknown(layer)];
        }

        try
        {
            return [.. rule(call).Select(draft => scope.Draft(call.InLayout(draft)))];
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            string failure = RuleFailure.Describe(exception);
            call.Warn(failure);
            return [Unknown(layer) with { Failure = failure }];
        }
    }

    /// <summary>A layer of a draft, tied to the tensors of the file.</summary>
    internal Layer Make(
        KerasDraft draft,
        KerasLayer layer,
        KerasScope scope,
        string name,
        IReadOnlyList<KerasArgument> reads,
        string? weightsFrom
    )
    {
        var incoming = new LayerInputs([.. reads.Select(read => read.Shape)]);
        string[] names = [.. reads.Select(read => read.Tensor)];
        bool trainable = scope.IsTrainable && layer.IsTrainable;
        var listed = Part(table.Of(scope.PathOf(layer.Name)), draft.Part);
        if (draft.TakesListed)
            draft = WithListed(draft, listed);
        // What a layer is passed beside its inputs, such as a mask, changes no shape.
        if (names.Length > draft.Layer.GetArity().Most)
            names = [.. names.Take(draft.Layer.GetArity().Most)];
        try
        {
            var inputs = draft.Layer.Seen(incoming, layout);
            var weights = WeightsOf(draft.Layer, inputs);
            if (weights is null && listed.Count > 0)
                (draft, weights) = Completed(draft, layer, inputs, listed);
            string? owner = weights is { Count: 0 } ? null : weightsFrom;
            string? contradiction = null;
            var stored = Stored(layer, weights ?? [], listed, name, what => contradiction ??= what);
            var made = Place(draft.Layer, name, names, trainable, owner, stored)
                .Noted(notes => notes with { Stated = Stated(listed) });
            if (contradiction is null)
                return draft.Failure is { } failure && listed.Count > 0 ? made.Contradicted(failure) : made;
            warn($"layer '{name}' ({layer.ClassName}): {contradiction}");
            return made.Contradicted(contradiction);
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            string failure = RuleFailure.Describe(exception);
            warn($"layer '{name}' ({layer.ClassName}): {failure}");
            var unknown = WithListed(Unknown(layer), listed).Layer;
            return Place(unknown, name, names, trainable, weightsFrom, StoredAs(listed)).Contradicted(failure);
        }
    }

    private static Layer Place(
        Layer layer,
        string name,
        IReadOnlyList<string> inputs,
        bool isTrainable,
        string? weightsFrom,
        IReadOnlyDictionary<string, StoredTensor>? stored
    ) =>
        layer.With(place =>
            place with
            {
                Name = name,
                Inputs = inputs,
                Trainable = place.Trainable && isTrainable,
                WeightsFrom = weightsFrom ?? place.WeightsFrom,
                Stored = stored,
            }
        );

    // Of what has no rule the weights are those that the file lists. Where it lists none of any layer, how many there
    // are is not known, and not zero.
    private KerasDraft WithListed(KerasDraft draft, IReadOnlyList<KerasWeight> listed) =>
        table.All.Count > 0
            ? draft.With(nameof(Operation.Tensors), Tensors.Of(listed))
            : draft.With(nameof(Operation.WeightsKnown), false);

    // The cells of a stack have weights under names of their own, one cell after the other.
    private static IReadOnlyList<KerasWeight> Part(IReadOnlyList<KerasWeight> listed, (int Index, int Count) part)
    {
        if (part.Count == 1)
            return listed;
        var cells = listed.Where(weight => !weight.IsRandomState).GroupBy(weight => weight.Parent).ToArray();
        return cells.Length == part.Count ? [.. cells[part.Index]] : listed;
    }

    // The input is not known, but the file has the weights: their shapes tell it, or else they are what there is.
    private (KerasDraft Draft, IReadOnlyList<Weight>? Weights) Completed(
        KerasDraft draft,
        KerasLayer layer,
        LayerInputs inputs,
        IReadOnlyList<KerasWeight> listed
    )
    {
        if (
            draft.Depth is { } depth
            && listed.FirstOrDefault(weight => weight.OwnName == depth.Weight) is { } weight
            && weight.Shape.Count + depth.AxisFromEnd >= 0
        )
        {
            var told = draft.With(depth.Setting, weight.Shape[weight.Shape.Count + depth.AxisFromEnd]);
            return (told, WeightsOf(told.Layer, inputs));
        }

        var unknown = WithListed(Unknown(layer), listed);
        return (unknown, WeightsOf(unknown.Layer, inputs));
    }

    private static IReadOnlyList<Weight>? WeightsOf(Layer layer, LayerInputs inputs)
    {
        try
        {
            return layer.Weights(inputs);
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            // The measurement says what is wrong; here nothing is known of the weights then.
            return [];
        }
    }

    private static KerasDraft Unknown(KerasLayer layer) =>
        KerasDraft.Unknown(
            layer.ClassName,
            new KerasConfig(layer.Json.TryGetProperty("config", out var config) ? config : null).SampleShape(
                "output_shape"
            )
        );

    // What is counted where the layer cannot be.
    private static Weight[]? Stated(IReadOnlyList<KerasWeight> listed) =>
        listed.Count == 0
            ? null
            :
            [
                .. Tensors
                    .Of(listed)
                    .Zip(
                        listed,
                        (spec, weight) => spec.ToWeight().StoredAs(new StoredTensor(weight.StoredName, weight.Type))
                    ),
            ];

    private static Dictionary<string, StoredTensor>? StoredAs(IReadOnlyList<KerasWeight> listed) =>
        listed.Count == 0
            ? null
            : listed.ToDictionary(
                weight => weight.StoredName,
                weight => new StoredTensor(weight.StoredName, weight.Type)
            );

    private Dictionary<string, StoredTensor>? Stored(
        KerasLayer layer,
        IReadOnlyList<Weight> weights,
        IReadOnlyList<KerasWeight> listed,
        string name,
        Action<string> contradict
    )
    {
        if (listed.Count > 0)
            return KerasWeightMatch.Of(weights, listed, contradict);

        if (table.All.Count > 0 && weights.Any(weight => weight.Count > 0 && weight.Role != WeightRole.Counter))
            contradict($"the file lists no weights for it, but its settings give {string.Join(", ", weights)}");
        return KerasTypePolicy.VariableType(layer.Config) is { } type and not DataType.Float32
            ? weights.ToDictionary(weight => weight.Name, weight => new StoredTensor($"{name}/{weight.Name}", type))
            : null;
    }
}
