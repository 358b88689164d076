using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Losses and scores, which one number leaves and which are no part of a network in use; boxes; recurrent layers.
/// </summary>
internal sealed class CaffeOutputRules : OperatorRules<CaffeLayer>
{
    public CaffeOutputRules()
    {
        Map(
            "SOFTMAXWITHLOSS SOFTMAXLOSS EUCLIDEANLOSS SIGMOIDCROSSENTROPYLOSS HINGELOSS INFOGAINLOSS CONTRASTIVELOSS "
                + "MULTINOMIALLOGISTICLOSS MULTIBOXLOSS SMOOTHL1LOSS",
            layer => layer.AddOperation(WorkKind.DataMovement, Scalar)
        );
        Map(
            "ACCURACY SILENCE HDF5OUTPUT DETECTIONEVALUATE",
            layer => layer.AddOperation(WorkKind.DataMovement, Scalar)
        );
        Map("PRIORBOX", Priors);
        // How many boxes are left depends on the image.
        Map(
            "DETECTIONOUTPUT",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    new TensorShape([1, Dimension.Unknown, Dimension.Of(7)], ShapeLayout.ChannelsFirst)
                )
        );
        // Of R-FCN and of Intel's Caffe: they pick and decode, and learn nothing.
        Map(
            "PRIORBOXCLUSTERED PROPOSAL PSROIPOOLING CTCGREEDYDECODER CTCLOSS",
            layer => layer.AddOperation(WorkKind.ElementWise, TensorShape.Unknown)
        );
        Map("LSTM", layer => Recurrent(layer, 4, states: 2, hasOutput: false));
        Map("RNN", layer => Recurrent(layer, 1, states: 1, hasOutput: true));
    }

    private static TensorShape Scalar => new([], ShapeLayout.ChannelsFirst);

    // For each place its boxes, and for each of those its variances: four numbers each (prior_box_layer.cpp of SSD).
    private static void Priors(CaffeLayer layer)
    {
        var settings = layer.Proto.PriorBoxParam ?? throw layer.Wrong("has no prior_box_param");
        var ratios = new List<double> { 1 };
        foreach (float ratio in settings.AspectRatio)
        {
            if (ratios.Any(known => Math.Abs(known - ratio) < 1e-6))
                continue;
            ratios.Add(ratio);
            if (settings.Flip)
                ratios.Add(1.0 / ratio);
        }

        long boxes = checked((ratios.Count * (long)settings.MinSize.Count) + settings.MaxSize.Count);
        layer.AddOperation(
            WorkKind.DataMovement,
            layer.Shape is { Rank: 3, IsKnown: true } map
                ? new TensorShape(2, checked(map.Sizes[1]!.Value * map.Sizes[2]!.Value * boxes * 4)).As(
                    ShapeLayout.ChannelsFirst
                )
                : TensorShape.Unknown
        );
    }

    // The input is steps x samples x values; their arithmetic goes by the steps. Beside it are the marks of where a
    // sequence begins, then perhaps an input that is the same for all steps, and the states where they are exposed.
    private static void Recurrent(CaffeLayer layer, long gates, int states, bool hasOutput)
    {
        var settings = layer.Proto.RecurrentParam ?? throw layer.Wrong("has no recurrent_param");
        long units = settings.NumOutput;
        bool hasStatic = layer.InputCount > 2 + (settings.ExposeHidden ? states : 0);
        if (layer.Shape is not { Rank: > 1, IsKnown: true } sequence || (hasStatic && !layer.ShapeOf(2).IsKnown))
        {
            layer.AddUnknown();
            return;
        }

        long values = Values(sequence.Sizes.Skip(1));
        long rows = checked(gates * units);
        var tensors = new List<TensorSpec>
        {
            new("W_x", new TensorShape(rows, values)),
            new("b", new TensorShape(rows), WeightRole.Bias),
            new("W_h", new TensorShape(rows, units)),
        };
        if (hasStatic)
            tensors.Add(new TensorSpec("W_x_static", new TensorShape(rows, Values(layer.ShapeOf(2).Sizes))));
        if (hasOutput)
        {
            tensors.Add(new TensorSpec("W_o", new TensorShape(units, units)));
            tensors.Add(new TensorSpec("b_o", new TensorShape(units), WeightRole.Bias));
        }

        layer.AddOperation(
            WorkKind.Unknown,
            new TensorShape([Dimension.Unknown, Dimension.Of(units)], ShapeLayout.ChannelsFirst),
            [.. tensors]
        );
        layer.Warn("its multiply-accumulates are not known: they go by the steps of a sequence");
    }

    private static long Values(IEnumerable<long?> sizes) =>
        sizes.Aggregate(1L, (product, size) => checked(product * size!.Value));
}
