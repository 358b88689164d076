using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Reading;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// An operator as the JSON has it: "#" is its name, "I" what it reads, "O" what it writes, "A" its attributes.
/// </summary>
internal sealed class PirOperation
{
    private readonly JsonElement _operation;
    private readonly int _number;
    private readonly ModelFile _file;

    internal PirOperation(JsonElement operation, int number, ModelFile file)
    {
        (_operation, _number, _file) = (operation, number, file);
        Name = operation.Member("#")?.Text() ?? throw file.Damaged($"operator {number} of its program has no name");
        Operands = [.. operation.Member("I").Items().Select(Id)];
        Results = [.. operation.Member("O").Items()];
        Settings = new Dictionary<string, PaddleSetting>(StringComparer.Ordinal);
        foreach (var attribute in Attributes)
        {
            if (attribute.Member("N")?.Text() is { } setting && attribute.Member("AT") is { } value)
                Settings[setting] = PirAttribute.Read(value);
        }
    }

    internal string Name { get; }

    /// <summary>The values that it reads; 0 for an argument that is not given.</summary>
    internal IReadOnlyList<long> Operands { get; }

    /// <summary>The attributes as they stand.</summary>
    internal IEnumerable<JsonElement> Attributes => _operation.Member("A").Items();

    /// <summary>The attributes that have a name.</summary>
    internal Dictionary<string, PaddleSetting> Settings { get; }

    /// <summary>The values that it writes.</summary>
    internal IReadOnlyList<JsonElement> Results { get; }

    /// <summary>The value that a parameter writes.</summary>
    internal JsonElement? Result =>
        _operation.Member("O") is { ValueKind: JsonValueKind.Object } single ? single : null;

    /// <summary>The number of the first value that it writes; 0 where there is none.</summary>
    internal long FirstResult => Results.Count > 0 ? Id(Results[0]) : 0;

    internal bool HasBlocks => _operation.Member("regions").Items().Any();

    internal PaddleSetting? Setting(string name) => Settings.TryGetValue(name, out var value) ? value : null;

    /// <summary>The values that operators of its own blocks read.</summary>
    // As deep as the text may be, which the reading of it bounds.
    internal IEnumerable<long> ReadWithin() =>
        _operation
            .Member("regions")
            .Items()
            .SelectMany(region => region.Member("blocks").Items())
            .SelectMany(block => block.Member("ops").Items())
            .Select(inner => new PirOperation(inner, _number, _file))
            .SelectMany(inner => inner.Operands.Concat(inner.ReadWithin()));

    /// <summary>The number of a value.</summary>
    /// <exception cref="ModelFileException">It has none.</exception>
    internal long Id(JsonElement value) =>
        value.Member("%")?.Whole() ?? throw Damaged("reads or writes a value without a number");

    /// <summary>The error of this operator.</summary>
    internal ModelFileException Damaged(string message) =>
        _file.Damaged($"operator {_number} of its program, '{Name}', {message}");
}
