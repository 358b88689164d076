using CnnParams.Formats.Folding;
using CnnParams.Shapes;

namespace CnnParams.Formats.PythonSource;

/// <summary>Shapes of one sample as shapes with the batch.</summary>
internal static class Batched
{
    /// <summary>The number of samples.</summary>
    internal static Size Batch { get; } = new(new Symbol("batch", isBatch: true));

    /// <summary>What a layer makes of one sample, with the batch where the input has it.</summary>
    internal static Shape? Of(TensorShape sample, Shape input)
    {
        if (!sample.HasRank)
            return null;
        Size[] axes = [.. sample.Sizes.Select(size => size is { } known ? (Size)known : Size.Unknown)];
        int batch = -1;
        for (int axis = 0; axis < input.Rank && batch < 0; axis++)
            batch = input[axis].HasBatch ? axis : -1;
        if (batch < 0)
            return new Shape(axes);
        // The batch alone is no axis of a sample; as a factor it is: windows of all samples in a row.
        if (input[batch].IsBatch)
            return new Shape([.. axes.Take(batch), input[batch], .. axes.Skip(batch)]);
        if (batch < axes.Length)
            axes[batch] *= Batch;
        return new Shape(axes);
    }

    /// <summary>A shape of one sample with the batch in front.</summary>
    internal static Shape Of(TensorShape sample) =>
        new([Batch, .. sample.Sizes.Select(size => size is { } known ? (Size)known : Size.Unknown)]);
}
