using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>The inputs of a network: the file's shapes, with open axes filled as the user says.</summary>
/// <param name="wanted">The shape that the user gives; null for none.</param>
/// <param name="count">The number of inputs that the model has.</param>
/// <param name="layout">Where images have their channels.</param>
/// <param name="warn">Is told what stays open, or is given otherwise than the file has it.</param>
internal sealed class KerasInputs(TensorShape? wanted, int count, ShapeLayout layout, Action<string> warn)
{
    /// <summary>The input of a name, with the shape that the file has for it; null where it has none.</summary>
    internal Input Create(string name, TensorShape? written)
    {
        var shape = Filled(name, written ?? TensorShape.Unknown);
        // A vector has no axes to tell apart, and its layout would only turn the weights after it.
        return new Input
        {
            Name = name,
            Shape = shape,
            Layout = shape.Rank > 1 ? layout : ShapeLayout.ChannelsLast,
        };
    }

    private TensorShape Filled(string name, TensorShape written)
    {
        if (wanted is not null && (Fits(written, wanted) ? !written.IsKnown || count == 1 : count == 1))
        {
            if (!Fits(written, wanted))
                warn(
                    $"input '{name}': the file says {written}; the shape {wanted} that was asked for is taken instead"
                );
            return wanted;
        }

        if (!written.HasRank)
            warn(
                $"input '{name}': the file has no shape for it, since the model was not built; give one with "
                    + "-InputShape"
            );
        return written;
    }

    private static bool Fits(TensorShape written, TensorShape wanted) =>
        !written.HasRank
        || (
            written.Rank == wanted.Rank
            && written.Sizes.Zip(wanted.Sizes, (file, user) => file is null || file == user).All(fits => fits)
        );
}
