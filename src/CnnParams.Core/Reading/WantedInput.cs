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
    /// <param name="read">Reads the file again, with another shape or without one.</param>
    public static Network Give(Network network, TensorShape wanted, Func<TensorShape?, Network> read)
    {
        if (network.Inputs.Count == 0 || !network.HasGraph)
            return network;
        bool isGiven = network.Inputs.Any(input => input.Shape.Equals(wanted));
        bool mayBeTurned = isGiven && network.Inputs is [var taken] && MayBeTurned(taken);
        if (
            isGiven
            && !mayBeTurned
            && !network.HoldsWeights
            && !network.Layers.Any(layer => StoredShapes.IsStored(layer) || layer.Contradiction is not null)
        )
            return network;

        Network stored;
        try
        {
            stored = read(null);
        }
        catch (ModelFileException)
        {
            // It has no input of its own.
            return network;
        }

        if (mayBeTurned && stored.Inputs is [var own] && Network.Turned(own, wanted) is { } turned)
        {
            var order = own.InOrder(wanted);
            return Give(read(order), order, read).Warned(turned);
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
            return WeightsOfFile.Held(network.With(StoredShapes.Tie(layers, stored), network.Name), stored);
        }

        if (isGiven)
            return network;
        if (stored.Inputs is [var only] && (!only.Shape.HasRank || only.Shape.Rank == wanted.Rank))
            return only.Shape.Equals(only.InOrder(wanted))
                ? network
                : WeightsOfFile.Held(StoredShapes.Tied(network).WithInputShape(wanted), network);
        // Some readers have said so themselves.
        if (network.Warnings.Any(warning => warning.Contains($"{wanted} that was asked for")))
            return network;
        return network.Warned(
            $"the shape {wanted} that was asked for fits none of its inputs: "
                + $"{string.Join(", ", network.Inputs.Select(input => $"{input.Name} {input.Shape}"))}"
        );
    }

    // Fewer positions where its channels are not than where they are.
    private static bool MayBeTurned(Input input)
    {
        var sizes = input.Shape.Sizes;
        return sizes.Count > 2
            && (
                input.Layout == ShapeLayout.ChannelsFirst
                    ? sizes[sizes.Count - 1] < sizes[0]
                    : sizes[0] < sizes[sizes.Count - 1]
            );
    }
}
