namespace CnnParams.Formats.Paddle;

/// <summary>
/// An operator of a program, under the names that a .pdmodel has for it, its arguments and its settings.
/// </summary>
/// <param name="name">What its layers are called; the first of what it writes when not given.</param>
/// <param name="type">What it does.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="outputs">What it writes.</param>
/// <param name="settings">Its settings.</param>
internal sealed class PaddleNode(
    string? name,
    string type,
    IReadOnlyList<PaddleArgument> inputs,
    IReadOnlyList<PaddleArgument> outputs,
    IReadOnlyDictionary<string, PaddleSetting> settings
)
{
    private static readonly string[] Results = ["Output", "Out", "Y"];

    private static readonly string[] FirstArguments = ["Input", "X", "Ids"];

    internal string Name => name ?? (Writes.Count > 0 ? Writes[0] : type);

    internal string Type => type;

    /// <summary>Whether it has blocks of its own, as loops and branches have.</summary>
    internal bool HasBlocks { get; init; }

    /// <summary>The variables that it reads, the data first.</summary>
    internal IReadOnlyList<string> Reads { get; } =
    [
        .. inputs
            .OrderBy(argument => FirstArguments.Contains(argument.Parameter, StringComparer.Ordinal) ? 0 : 1)
            .SelectMany(argument => argument.Variables),
    ];

    /// <summary>Its results; what else an operator writes are statistics, masks and shapes for training.</summary>
    internal IReadOnlyList<string> Writes { get; } =
        outputs
            .FirstOrDefault(output =>
                Results.Contains(output.Parameter, StringComparer.Ordinal) && output.Variables.Count > 0
            )
            ?.Variables
        ?? [.. outputs.SelectMany(output => output.Variables)];

    /// <summary>All that it writes, its results first.</summary>
    internal IEnumerable<string> WritesInAll =>
        Writes.Concat(outputs.SelectMany(output => output.Variables)).Distinct(StringComparer.Ordinal);

    /// <summary>The variables of an argument; none where it is not given.</summary>
    internal IReadOnlyList<string> Argument(string parameter) =>
        inputs.FirstOrDefault(input => input.Parameter == parameter)?.Variables ?? [];

    /// <summary>A setting; null where there is none.</summary>
    internal PaddleSetting? Setting(string setting) => settings.TryGetValue(setting, out var value) ? value : null;
}

/// <summary>An argument of an operator: its name, and the variables that are given for it.</summary>
internal sealed record PaddleArgument(string Parameter, IReadOnlyList<string> Variables);

/// <summary>A setting of an operator: a text, a truth, or numbers.</summary>
internal sealed record PaddleSetting
{
    internal string? Text { get; init; }

    internal bool? Truth { get; init; }

    /// <summary>The numbers, where all of them are whole.</summary>
    internal IReadOnlyList<long> Wholes { get; init; } = [];

    /// <summary>The numbers, whole or not.</summary>
    internal IReadOnlyList<double> Reals { get; init; } = [];
}
