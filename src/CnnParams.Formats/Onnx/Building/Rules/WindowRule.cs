using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>The output shape of a window: the layer is asked, for the image after the first axis.</summary>
internal sealed class WindowShapeRule : ShapeRule
{
    internal override IEnumerable<string> Operators => WindowLayers.Operators.Append("GlobalLpPool");

    internal override IReadOnlyList<Value> Outputs(OnnxCall call)
    {
        var output = StatedOutput(call);
        var type = call.Operator switch
        {
            "ConvInteger" => ElementType.Int32,
            "QLinearConv" => call.Input(7).ElementType,
            _ => call.First.ElementType,
        };
        return [OnnxCall.Typed(type, output), OnnxCall.Typed(ElementType.Int64, output)];
    }

    private static Shape? StatedOutput(OnnxCall call)
    {
        if (call.Operator == "GlobalLpPool")
            return call.Shape is { Rank: >= 2 } whole
                ? Shape.Of(whole.Axes.Select((size, axis) => axis < 2 ? size : 1))
                : null;
        if (WindowLayers.Create(call) is not { } layer || call.Shape is not { } shape || shape.Rank < 3)
            return null;

        // Open axes go by their place, so that one that passes is known again.
        var image = shape.Axes.Skip(1).ToArray();
        var asked = new TensorShape(
            image.Select(
                (size, place) => size.Value is >= 0 and var number ? number : Dimension.Named(Placeholder(place))
            ),
            ShapeLayout.ChannelsFirst
        );
        var others = Enumerable.Repeat(TensorShape.Unknown.As(ShapeLayout.ChannelsFirst), layer.GetArity().Fewest - 1);
        var outgoing = layer.OutputShapes(new LayerInputs([asked, .. others]))[0];
        return outgoing.HasRank
            ? Shape.Of([shape[0], .. outgoing.Dimensions.Select(axis => Known(axis, image))])
            : null;
    }

    private static string Placeholder(int place) => FormattableString.Invariant($"@{place}");

    private static Size Known(Dimension axis, Size[] image)
    {
        if (axis.Size is { } number)
            return number;
        int place = Enumerable
            .Range(0, image.Length)
            .Where(i => Placeholder(i) == axis.Symbol)
            .DefaultIfEmpty(-1)
            .First();
        return place < 0 ? Size.Unknown : image[place];
    }
}

/// <summary>Convolutions and poolings.</summary>
internal sealed class WindowRule : LayerRule
{
    internal override IEnumerable<string> Operators => WindowLayers.Operators;

    internal override bool NeedsChannelsFirst => true;

    internal override Layer? Create(LayerCall call)
    {
        bool isFilter = call.Operator.Contains("Conv");
        if (!call.Reads(0) || (isFilter && !Weighs(call)) || (call.Operator == "DeformConv" && !call.Reads(2)))
            return null;
        if (call.Operator == "DeformConv" && call.Operation.Has(4) && !call.Reads(4))
            return null;
        if (WindowLayers.Create(call.Operation) is not SpatialLayer layer)
            return null;
        if (call.Incoming.First.Rank != layer.SpatialRank + 2)
            return layer;

        // The first axis is not the batch alone: windows of an image, frames of a video.
        return new TimeDistributed { Layer = layer };
    }

    private static bool Weighs(LayerCall call)
    {
        var (kernel, bias) = WindowLayers.Weights(call.Operator);
        return call.Weighs("kernel", kernel) && (!call.Operation.Has(bias) || call.Weighs("bias", bias));
    }
}
