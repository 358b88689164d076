using System.Globalization;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// A layer as versions 2 to 7 have it. Its weights are blobs of its own, of which the bytes are known and not the
/// shape: that follows from the settings, and both have to agree. In version 2 each axis of a window is a setting of
/// its own.
/// </summary>
internal sealed class Version7Operator(
    IrLayer layer,
    IrValues values,
    TensorGraph graph,
    StatedBatch batch,
    ReadOptions options
) : IrOperator(layer, values, graph, batch, options)
{
    // Units are of all values of a sample, where those of later versions are of its last axis.
    private protected override bool CountsOnBatch => base.CountsOnBatch || Type is "FullyConnected" or "Crop";

    /// <summary>Whether it has weights of a name, or else another layer's as an input.</summary>
    internal bool Has(string blob, int input) => Layer.Blobs.ContainsKey(blob) || IsConstant(input);

    /// <summary>
    /// How many numbers its weights of a name are, or those that come in their place; null where it is not known.
    /// </summary>
    internal long? Count(string blob, int input) => Find(blob, input)?.Tensor.Count;

    /// <summary>Where its weights are kept.</summary>
    internal IReadOnlyDictionary<string, StoredTensor>? Stored(
        params (string Weight, string Blob, int Input)[] weights
    ) => StoredAs(weights.Select(weight => (weight.Weight, Find(weight.Blob, weight.Input))));

    /// <summary>The weights that it holds, and those of the layers of its body.</summary>
    internal TensorSpec[] Blobs() =>
        [
            .. new[] { Layer }
                .Concat(Layer.Body)
                .SelectMany(
                    one => one.Blobs.Keys.Where(blob => blob != "custom"),
                    (one, blob) => (Blob: blob, Constant: IrConstant.Of(one, blob))
                )
                .Where(pair => pair.Constant is { Tensor.Count: > 0 })
                .Select(pair => new TensorSpec(
                    pair.Constant!.Name,
                    new TensorShape([.. pair.Constant.Tensor.Sizes]),
                    pair.Blob == "biases" ? WeightRole.Bias : WeightRole.Kernel
                )),
        ];

    /// <inheritdoc/>
    internal override TensorSpec[] Weights() => [.. Blobs(), .. base.Weights()];

    /// <summary>
    /// Adds an operator with the shape of the file and the weights that it holds: constants that it reads are settings.
    /// </summary>
    internal override void AddAsWritten(WorkKind kind) => AddOperation(kind, StatedOutput, Blobs());

    /// <summary>A setting that is a whole number, which some write as 10.0; null where it is not given.</summary>
    internal long? Whole(string name)
    {
        if (Text(name, "") is not { Length: > 0 } text)
            return null;
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && Math.Abs(value) <= 1L << 52
            && Math.Floor(value) == value
            ? (long)value
            : throw Wrong($"has {name}=\"{text}\", which is no whole number");
    }

    /// <summary>A setting that is a whole number and has to be there.</summary>
    internal long Needed(string name) => Whole(name) ?? throw Wrong($"needs the setting '{name}'");

    /// <summary>A setting that is a real number; null where it is not given, or none.</summary>
    internal double? Real(string name) =>
        double.TryParse(Text(name, ""), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;

    /// <summary>
    /// A setting for each axis: one list, or in version 2 one setting for the height and one for the width.
    /// </summary>
    internal Extent Window(string list, string each)
    {
        if (Wholes(list) is { Length: > 0 } values)
            return new Extent(values);
        return Whole(each + "-y") is { } height && Whole(each + "-x") is { } width
            ? new Extent(Math.Max(height, 1), Math.Max(width, 1))
            : Extent.One;
    }

    /// <summary>How far apart windows are.</summary>
    internal Extent Strides => Window("strides", "stride");

    /// <summary>Its padding; what is not given at the end is as at the beginning.</summary>
    internal Padding Sides()
    {
        if (PadsByRule() is { } padding)
            return padding;
        long[] begin = Wholes("pads_begin");
        if (begin.Length == 0)
            begin = [Whole("pad-y") ?? 0, Whole("pad-x") ?? 0];
        long[] end = Wholes("pads_end");
        if (end.Length == 0 && begin.Length == 2)
            end = [Whole("pad-b") ?? -1, Whole("pad-r") ?? -1];
        // -1 has been written where it is as at the beginning.
        return Padding.Sides([
            .. begin.Select((from, axis) => (from, end.Length == begin.Length && end[axis] >= 0 ? end[axis] : from)),
        ]);
    }

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        foreach (string blob in Layer.Blobs.Keys.Where(blob => IrConstant.Of(Layer, blob) is null))
            Warn($"its {blob} are of the type '{Layer.Blobs[blob].Precision}', which is not known");
        if (
            !Enumerable.Range(0, Layer.Inputs.Count).Any(IsConstant)
            && Layer.Blobs.Count > 0
            && WeightCount is { } needed
            && Blobs().Sum(blob => blob.Shape.ElementCount) is { } kept
            && kept != needed
        )
            Contradict($"the file has {kept} numbers for its weights, but {needed} follow from its settings");
    }

    private IrConstant? Find(string blob, int input) => IrConstant.Of(Layer, blob) ?? Constant(input);
}
