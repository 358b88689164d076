using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Paddle;

/// <summary>Normalisations, which have a factor and an offset where those are given.</summary>
internal sealed class PaddleNormalizationRules : OperatorRules<PaddleOperator>
{
    public PaddleNormalizationRules()
    {
        Map(
            "batch_norm sync_batch_norm inplace_abn",
            layer =>
                layer.AddToFirst(
                    new BatchNormalization
                    {
                        InputChannels = layer.Sizes("Mean") is [> 0 and var channels] ? channels : null,
                        Axis = layer.HasChannelsLast ? -1 : null,
                        Stored = PaddleOperator.Stored(
                            ("gamma", layer.Weight("Scale")),
                            ("beta", layer.Weight("Bias")),
                            ("moving_mean", layer.Weight("Mean")),
                            ("moving_variance", layer.Weight("Variance"))
                        ),
                    }
                )
        );
        Map(
            "instance_norm",
            layer =>
                layer.AddToFirst(
                    new InstanceNormalization
                    {
                        Scale = layer.Weight("Scale") is not null,
                        Center = layer.Weight("Bias") is not null,
                        Stored = FactorAndOffset(layer),
                    }
                )
        );
        Map(
            "group_norm",
            layer =>
                layer.AddToFirst(
                    new GroupNormalization
                    {
                        Groups = layer.Whole("groups", 1),
                        Scale = layer.Weight("Scale") is not null,
                        Center = layer.Weight("Bias") is not null,
                        Stored = FactorAndOffset(layer),
                    }
                )
        );
        Map("layer_norm", Norm);
        Map(
            "prelu",
            layer =>
                layer.AddToFirst(
                    new PReLU
                    {
                        ParameterCount = layer.Weight("Alpha")?.Stored.Count ?? 1,
                        Stored = PaddleOperator.Stored(("alpha", layer.Weight("Alpha"))),
                    }
                )
        );
        Map("lrn", layer => layer.AddToFirst(new LocalResponseNormalization { Size = layer.Whole("n", 5) }));
    }

    // From an axis on, the batch counted; without the sizes of more than one of them nothing can be said of the
    // weights.
    private static void Norm(PaddleOperator layer)
    {
        long from = layer.Whole("begin_norm_axis", 1) - 1;
        long[] sizes =
            from >= 0 && from < layer.Shape.Rank
                ? [.. layer.Shape.Sizes.Skip((int)from).Select(size => size ?? 0)]
                : [];
        if (sizes.Length == 0 || (sizes.Length > 1 && sizes.Contains(0)))
        {
            layer.AddUnchanged(WorkKind.ElementWise, WeightRole.Scale);
            return;
        }

        layer.AddToFirst(
            new LayerNormalization
            {
                NormalizedShape = sizes.Length > 1 ? sizes : [],
                Scale = layer.Weight("Scale") is not null,
                Center = layer.Weight("Bias") is not null,
                Stored = FactorAndOffset(layer),
            }
        );
    }

    private static IReadOnlyDictionary<string, StoredTensor> FactorAndOffset(PaddleOperator layer) =>
        PaddleOperator.Stored(("gamma", layer.Weight("Scale")), ("beta", layer.Weight("Bias")));
}
