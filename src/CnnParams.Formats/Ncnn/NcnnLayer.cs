using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// A layer of a .param file that becomes layers of the graph. Its axes are counted from the channels on.
/// </summary>
internal sealed class NcnnLayer(NcnnLine line, TensorGraph graph, ReadOptions options)
    : GraphOperator(graph, line.Name, line.Type, line.Inputs, line.Outputs)
{
    private const int Hints = 30;

    /// <summary>The settings.</summary>
    internal NcnnLine Line { get; } = line;

    /// <summary>What the user says of the input.</summary>
    internal ReadOptions Options => options;

    /// <summary>A setting that is a whole number.</summary>
    internal long? Whole(int id) => Line.Whole(id);

    /// <summary>A setting that is a whole number, or what ncnn takes where it is not given.</summary>
    internal long Whole(int id, long missing) => Line.Whole(id) ?? missing;

    /// <summary>
    /// The output shape, where the file notes it: for each output how many axes, width, height and channels.
    /// </summary>
    internal override TensorShape StatedOutput
    {
        get
        {
            var hints = Line.Wholes(Hints);
            if (hints.Count < 4 || hints.Any(size => size < 0))
                return TensorShape.Unknown;
            return hints[0] is >= 1 and <= 3 ? NcnnShapes.Of(hints.Skip(1).Take((int)hints[0])) : TensorShape.Unknown;
        }
    }

    /// <summary>The filters or units that the settings state, whatever else is wrong with them.</summary>
    internal override TensorSpec[] Weights() =>
        Type.StartsWith("Convolution", StringComparison.Ordinal)
        || Type.StartsWith("Deconvolution", StringComparison.Ordinal)
            ? Weights(NcnnFilter.Filters, NcnnFilter.HasBias, NcnnFilter.WeightSize)
        : Type == "InnerProduct" ? Weights(NcnnProduct.Units, NcnnProduct.HasBias, NcnnProduct.WeightSize)
        : [];

    private TensorSpec[] Weights(int units, int hasBias, int size) =>
        Whole(size) is > 0 and var weights && Whole(units) is > 0 and var biases
            ?
            [
                new TensorSpec("kernel", new TensorShape(weights)),
                .. Whole(hasBias, 0) != 0
                    ? [new TensorSpec("bias", new TensorShape(biases), WeightRole.Bias)]
                    : (TensorSpec[])[],
            ]
            : [];

    /// <summary>An axis as the layers here count it: from 1, or from the end.</summary>
    internal static int Axis(long axis) => checked((int)(axis < 0 ? axis : axis + 1));
}

/// <summary>ncnn's shapes, written from the width on.</summary>
internal static class NcnnShapes
{
    /// <summary>The shape of width, height, channels, as many as there are.</summary>
    internal static TensorShape Of(IEnumerable<long> fromWidth) =>
        new(
            fromWidth.Reverse().Select(size => size > 0 ? Dimension.Of(size) : Dimension.Unknown),
            ShapeLayout.ChannelsFirst
        );
}
