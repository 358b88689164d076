using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Normalisation. A BatchNorm keeps the mean, the variance and how much went into them; what is learned is in the Scale
/// after it (batch_norm_layer.cpp, scale_layer.cpp).
/// </summary>
internal sealed class CaffeNormalizationRules : OperatorRules<CaffeLayer>
{
    public CaffeNormalizationRules()
    {
        Map(
            "BATCHNORM",
            layer =>
                layer.Add(
                    new BatchNormalization
                    {
                        Scale = false,
                        Center = false,
                        InputChannels = layer.BlobSizes(0) is { Count: > 0 } blob ? blob.Max() : null,
                        Stored = layer.Stored("moving_mean", "moving_variance", "num_batches_tracked"),
                    }
                )
        );
        // Of branches that keep both in one.
        Map(
            "BN",
            layer =>
                layer.Add(
                    new BatchNormalization
                    {
                        InputChannels = layer.BlobSizes(0) is { Count: > 0 } blob ? blob.Max() : null,
                    }
                )
        );
        Map("LRN", layer => layer.Add(new LocalResponseNormalization { Size = layer.Proto.LrnParam?.LocalSize ?? 5 }));
        Map("MVN", layer => layer.AddOperation(WorkKind.ElementWise, layer.Shape));
        // A factor for each channel, times the second input, and the third added (SENet).
        Map("AXPY", layer => layer.AddOperation(WorkKind.ElementWise, layer.ShapeOf(1)));
        Map("SCALE", Scaling);
        Map("BIAS", layer => Offset(layer, "bias", WeightRole.Bias));
        Map(
            "NORMALIZE",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Shape,
                    Factors(layer, "scale", layer.Proto.NormParam is not { ChannelShared: false } ? 1 : layer.Channels)
                )
        );
    }

    private static void Scaling(CaffeLayer layer)
    {
        var settings = layer.Proto.ScaleParam ?? new Schema.Axes();
        if (layer.InputCount > 1)
            MergeAt(layer, MergeOperation.Multiply, settings.BiasTerm ? settings : null);
        else if (settings is { Axis: 1, NumAxes: 1 } && layer.Channels is not null)
            layer.Add(
                new Scale
                {
                    UseBias = settings.BiasTerm,
                    Trainable = layer.IsTrained,
                    Stored = layer.Stored("scale", "bias"),
                }
            );
        else
            Offset(layer, "scale", WeightRole.Scale);
    }

    // The second input stands at the axis that is named, and is repeated over the others: not as tensors are merged
    // elsewhere.
    private static void MergeAt(CaffeLayer layer, MergeOperation operation, Schema.Axes? biased)
    {
        var (first, second) = (layer.ShapeOf(0), layer.ShapeOf(1));
        if (biased is not null)
            AddBiased(layer, first, second, biased.Axis < 0 ? biased.Axis + first.Rank + 1 : biased.Axis);
        else if (first.Equals(second))
            layer.Add(new Merge { Operation = operation });
        else
            layer.AddOperation(WorkKind.ElementWise, first);
    }

    // The bias has the axes of the second input, of which the first is no batch unless it stands at that of the first.
    private static void AddBiased(CaffeLayer layer, TensorShape first, TensorShape second, int axis)
    {
        bool hasBatch = axis == 0 && layer.BlobSizes(0) is null;
        long?[] sizes =
            layer.BlobSizes(0) is { } blob ? [.. blob]
            : !first.HasRank || !second.HasRank ? [null]
            : hasBatch ? [.. second.Sizes]
            : [.. first.Sizes.Skip(axis - 1).Take(second.Rank + 1)];
        if (!Array.TrueForAll(sizes, size => size is not null))
        {
            layer.AddUnknown();
            return;
        }

        var bias = new TensorShape([.. sizes.Select(size => size!.Value)]);
        layer.AddOperation(WorkKind.ElementWise, first, [new TensorSpec("bias", bias, WeightRole.Bias)]);
        if (hasBatch)
            layer.AssumeWeights("its bias has numbers for each sample of the batch, of which one is counted");
    }

    // A vector for other axes than the channels, or for channels that are not known: as large as they are, or as in the
    // file.
    private static void Offset(CaffeLayer layer, string name, WeightRole role)
    {
        if (layer.InputCount > 1)
        {
            MergeAt(layer, MergeOperation.Add, biased: null);
            return;
        }

        var settings = (role == WeightRole.Scale ? layer.Proto.ScaleParam : layer.Proto.BiasParam) ?? new Schema.Axes();
        if (Covered(layer, settings) is not { } sizes)
        {
            layer.AddUnknown();
            return;
        }

        var vector = new TensorShape(sizes);
        layer.AddOperation(
            WorkKind.ElementWise,
            layer.Shape,
            settings.BiasTerm
                ? [new TensorSpec(name, vector, role), new TensorSpec("bias", vector, WeightRole.Bias)]
                : [new TensorSpec(name, vector, role)]
        );
    }

    private static long[]? Covered(CaffeLayer layer, Schema.Axes settings)
    {
        if (layer.BlobSizes(0) is { } blob)
            return [.. blob];
        int from = settings.Axis < 0 ? layer.Shape.Rank + settings.Axis : settings.Axis - 1;
        if (!layer.Shape.IsKnown || from < 0 || from > layer.Shape.Rank)
            return null;
        var rest = layer.Shape.Sizes.Skip(from);
        return [.. (settings.NumAxes < 0 ? rest : rest.Take(settings.NumAxes)).Select(size => size!.Value)];
    }

    private static TensorSpec[] Factors(CaffeLayer layer, string name, long? count) =>
        count is { } known ? [new TensorSpec(name, new TensorShape(known), WeightRole.Scale)]
        : layer.BlobSizes(0) is { } blob ? [new TensorSpec(name, new TensorShape([.. blob]), WeightRole.Scale)]
        : [];
}
