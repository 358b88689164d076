namespace CnnParams.Catalogue.Yolo;

/// <summary>A module that is about to be put after what it reads.</summary>
/// <param name="model">The model.</param>
/// <param name="inputs">What it reads; each row can have several outputs.</param>
/// <param name="values">Its arguments.</param>
/// <param name="repeats">How often what it is made of is repeated.</param>
/// <param name="isLegacy">Whether the head has the branches of versions before 11.</param>
internal sealed class YoloCall(
    YoloModel model,
    IReadOnlyList<IReadOnlyList<Tensor>> inputs,
    YoloValues values,
    int repeats,
    bool isLegacy
)
{
    internal YoloModel Model => model;

    internal YoloUnit Unit { get; } = new(model.Function);

    /// <summary>What a module with one input reads.</summary>
    internal Tensor X => inputs[0][0];

    /// <summary>What it reads.</summary>
    internal IReadOnlyList<Tensor> Inputs { get; } = [.. inputs.Select(outputs => outputs[0])];

    /// <summary>All outputs of what it reads.</summary>
    internal IReadOnlyList<IReadOnlyList<Tensor>> Outputs => inputs;

    internal YoloValues Values => values;

    internal int Repeats => repeats;

    internal bool IsLegacy => isLegacy;

    /// <summary>The output channels: the first argument, scaled; what a head says of each position is not.</summary>
    internal long Filters =>
        Values.Whole(0) is var filters && filters == model.Unscaled ? filters : Positive(model.Scale.Channels(filters));

    /// <summary>Whether the model has one of these scales.</summary>
    internal bool IsScale(string letters) => model.Scale.Name.Length == 1 && letters.Contains(model.Scale.Name);

    private static long Positive(long filters) =>
        filters > 0
            ? filters
            : throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"argument 1 gives {filters} channels; it must be 1 or more")
            );
}
