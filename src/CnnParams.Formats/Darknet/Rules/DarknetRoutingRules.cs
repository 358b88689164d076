using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>Sections that join, add, enlarge or rearrange what left others.</summary>
internal sealed class DarknetRoutingRules : OperatorRules<DarknetLayer>
{
    public DarknetRoutingRules()
    {
        Map("route", Route);
        Map("shortcut", Shortcut);
        Map(
            "scale_channels sam",
            layer =>
            {
                layer.Add(
                    "scale",
                    [layer.Output, layer.OutputOf(layer.Section.Wholes("from")[0])],
                    new Merge { Operation = MergeOperation.Multiply }
                );
                DarknetActivationRules.Activate(layer, "linear");
            }
        );
        Map("upsample", UpSample);
        Map("reorg reorg3d", Reorganize);
    }

    private static void Route(DarknetLayer layer)
    {
        string[] sources = [.. layer.Section.Wholes("layers").Select(layer.OutputOf)];
        if (sources.Length == 0)
            throw layer.Wrong("needs 'layers=' with at least one section");
        long groups = layer.Section.Whole("groups", 1);
        if (groups <= 1)
        {
            layer.Add("route", sources, new Concatenate());
            return;
        }

        // Of each source the same one of its groups of channels.
        string[] parts =
        [
            .. sources.Select(
                (source, i) =>
                {
                    layer.Add(
                        i == 0 ? "route" : FormattableString.Invariant($"group{i}"),
                        [source],
                        GroupOf(layer, source, groups)
                    );
                    return layer.Output;
                }
            ),
        ];
        if (parts.Length > 1)
            layer.Add("join", parts, new Concatenate());
    }

    private static Slice GroupOf(DarknetLayer layer, string source, long groups)
    {
        long part =
            (layer.ShapeOf(source) is { Rank: 3 } shape ? shape.Sizes[0] : null) / groups
            ?? throw layer.Wrong("takes a group of channels that are not known");
        long from = checked(layer.Section.Whole("group_id", 0) * part);
        return new Slice
        {
            Axis = 1,
            Start = from,
            End = checked(from + part),
        };
    }

    // Where the sizes differ, what both have is added (shortcut_cpu): the output is as large as what came from before.
    private static void Shortcut(DarknetLayer layer)
    {
        string before = layer.Output;
        string[] inputs = [before, .. layer.Section.Wholes("from").Select(layer.OutputOf)];
        var shape = layer.Shape;
        if (inputs.All(input => layer.ShapeOf(input).Equals(shape)))
            layer.Add("shortcut", inputs, new Merge { Operation = MergeOperation.Add });
        else
            layer.AddOperation("shortcut", inputs, WorkKind.ElementWise, shape);
        if (layer.Section.Text("weights_type", "none") != "none")
            AddWeights(layer, inputs.Length);
        DarknetActivationRules.Activate(layer, "linear");
    }

    // AlexeyAB's weighted shortcuts: a factor for each input, or for each input and channel.
    private static void AddWeights(DarknetLayer layer, int inputs)
    {
        bool perChannel = layer.Section.Text("weights_type", "none") is "per_channel";
        long factors =
            perChannel && layer.Shape is { Rank: 3 } shape && shape.Sizes[0] is { } channels
                ? checked(inputs * channels)
                : inputs;
        layer.Add(
            "weights",
            new Operation
            {
                OperatorType = "shortcut weights",
                OutputShape = layer.Shape,
                Kind = WorkKind.ElementWise,
                Tensors = [new TensorSpec("weights", new TensorShape(factors), WeightRole.Scale)],
            }
        );
    }

    private static void UpSample(DarknetLayer layer)
    {
        long stride = layer.Section.Whole("stride", 2);
        if (stride < 0)
            layer.Add("downsample", new AveragePooling(2) { PoolSize = -stride });
        else
            layer.Add("upsample", new UpSampling(2) { Size = stride });
    }

    private static void Reorganize(DarknetLayer layer)
    {
        long stride = layer.Section.Whole("stride", 1);
        if (layer.Section.Whole("extra", 0) is > 0 and var extra)
        {
            // The values in a row, and some more that are left zero.
            long incoming = layer.Shape.ElementCount ?? throw layer.Wrong("adds to values whose number is not known");
            layer.AddOperation("reorg", WorkKind.DataMovement, new TensorShape(checked(incoming + extra)));
        }
        else if (layer.Section.Is("reverse"))
            layer.Add("reorg", new PixelShuffle { Factor = stride });
        else
            layer.Add("reorg", new PixelUnshuffle { Factor = stride });
    }
}
