using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Reading;

/// <summary>
/// The input shape that is asked for, whatever a reader has made of it: it is used, or it is said that it is not; and
/// what the file has stored for its own input is not taken for that of another.
/// </summary>
public static class WantedInput
{
    /// <summary>The network with the shape.</summary>
    /// <param name="network">What the reader has made of the file and the shape.</param>
    /// <param name="wanted">The shape.</param>
    /// <param name="read">Reads the file again, without the shape.</param>
    public static Network Give(Network network, TensorShape wanted, Func<Network> read)
    {
        if (network.Inputs.Count == 0 || !network.HasGraph)
            return network;
        bool isGiven = network.Inputs.Any(input => input.Shape.Equals(wanted));
        if (isGiven && !network.Layers.Any(layer => StoredShapes.IsStored(layer) || layer.Contradiction is not null))
            return network;

        Network stored;
        try
        {
            stored = read();
        }
        catch (ModelFileException)
        {
            // It has no input of its own.
            return network;
        }

        // A shape with its channels elsewhere, or one that fills in names, is used in another form.
        var contradicted = new HashSet<string>(
            stored.Layers.Where(layer => layer.Contradiction is not null).Select(layer => layer.Name),
            StringComparer.Ordinal
        );
        bool isOther = !network
            .Inputs.Select(input => input.Shape)
            .SequenceEqual(stored.Inputs.Select(input => input.Shape));
        if (isOther)
        {
            // Shapes that the file states are those of its own input: they contradict no other. A file without an input
            // states none, but weights.
            bool hasInput = stored.Inputs.Any(input => input.Shape.HasRank);
            Layer[] layers =
            [
                .. network.Layers.Select(layer =>
                    !hasInput || contradicted.Contains(layer.Name)
                        ? layer
                        : layer.Noted(notes =>
                            notes.Contradiction is null ? notes : notes with { Contradiction = null }
                        )
                ),
            ];
            return network.With(StoredShapes.Tie(layers, stored), network.Name);
        }

        if (isGiven)
            return network;
        if (stored.Inputs is [var only] && InOrder(only.Shape.As(only.Layout), wanted) is { } shape)
            return only.Shape.Equals(shape) ? network : StoredShapes.Tied(network).WithInputShape(shape);
        // Some readers have said so themselves.
        if (network.Warnings.Any(warning => warning.Contains($"{wanted} that was asked for")))
            return network;
        return network.Warned(
            $"the shape {wanted} that was asked for fits none of its inputs: "
                + $"{string.Join(", ", network.Inputs.Select(input => $"{input.Name} {input.Shape}"))}"
        );
    }

    // Given with channels last, an image is turned where that alone fits the channels of the file.
    private static TensorShape? InOrder(TensorShape stored, TensorShape wanted)
    {
        if (!stored.HasRank)
            return wanted;
        if (stored.Rank != wanted.Rank)
            return null;
        bool isTurned =
            stored is { Layout: ShapeLayout.ChannelsFirst, Rank: > 1 }
            && stored.Channels.Size is { } channels
            && wanted.Sizes[0] != channels
            && wanted.Sizes[wanted.Rank - 1] == channels;
        return isTurned
            ? new TensorShape(
                [wanted.Dimensions[wanted.Rank - 1], .. wanted.Dimensions.Take(wanted.Rank - 1)],
                ShapeLayout.ChannelsFirst
            )
            : wanted;
    }
}
