using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Keras;

/// <summary>Where a layer stands: the models that it is nested in.</summary>
/// <param name="Path">The names of those models, the outermost first.</param>
/// <param name="IsTrainable">Whether none of them is frozen.</param>
/// <param name="Sequences">How many of them are applied to each step of a sequence.</param>
internal sealed record KerasScope(IReadOnlyList<string> Path, bool IsTrainable = true, int Sequences = 0)
{
    /// <summary>The outermost model.</summary>
    internal static KerasScope Top { get; } = new([]);

    /// <summary>The names of the models and of a layer.</summary>
    internal IReadOnlyList<string> PathOf(string layer) => [.. Path, layer];

    /// <summary>The scope of a model within this one.</summary>
    internal KerasScope Within(string model, bool isTrainable, bool isPerStep = false) =>
        new(PathOf(model), IsTrainable && isTrainable, Sequences + (isPerStep ? 1 : 0));

    /// <summary>What a call sees of its arguments: single steps in a model that is applied to each.</summary>
    internal IReadOnlyList<KerasArgument> Seen(IReadOnlyList<KerasArgument> arguments)
    {
        var seen = arguments;
        for (int i = 0; i < Sequences; i++)
            seen = [.. seen.Select(argument => argument with { Shape = OneStep(argument.Shape) })];
        return seen;
    }

    /// <summary>The draft of a layer of this scope.</summary>
    internal KerasDraft Draft(KerasDraft draft)
    {
        // What reads nothing is the same at every step.
        if (Sequences > 0 && draft.Layer.GetArity().Most == 0)
            return draft;
        var wrapped = draft;
        for (int i = 0; i < Sequences; i++)
            wrapped = new KerasDraft(new TimeDistributed { Layer = wrapped.Layer })
            {
                Suffix = draft.Suffix,
                Reads = draft.Reads,
                Part = draft.Part,
            };
        return wrapped;
    }

    /// <summary>The shape of one step of a sequence.</summary>
    internal static TensorShape OneStep(TensorShape sequence) =>
        sequence.Rank > 0
            ? new TensorShape(
                sequence.Sizes.Skip(1).Select(size => size is { } known ? Dimension.Of(known) : Dimension.Unknown),
                sequence.Layout
            )
            : TensorShape.Unknown;
}
