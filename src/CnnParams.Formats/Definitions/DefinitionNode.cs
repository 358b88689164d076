namespace CnnParams.Formats.Definitions;

/// <summary>
/// A value of a network that was written by hand, and where it stands: the same for JSON and for psd1.
/// </summary>
/// <param name="Place">Where it begins.</param>
internal abstract record DefinitionNode(TextPlace Place);

/// <summary>A text, a number, a truth or nothing.</summary>
/// <param name="Value">A string, a long, a double, a bool, or null.</param>
/// <param name="Place">Where it begins.</param>
internal sealed record DefinitionScalar(object? Value, TextPlace Place = default) : DefinitionNode(Place);

/// <summary>Values in order.</summary>
internal sealed record DefinitionList(IReadOnlyList<DefinitionNode> Items, TextPlace Place = default)
    : DefinitionNode(Place);

/// <summary>Values by name.</summary>
internal sealed record DefinitionMap(IReadOnlyList<DefinitionMember> Members, TextPlace Place = default)
    : DefinitionNode(Place)
{
    /// <summary>The member of a name, however its letters are written; null where there is none.</summary>
    internal DefinitionMember? Find(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member;
        }

        return null;
    }
}

/// <summary>One of the values of a map.</summary>
/// <param name="Name">Its name, as it is written.</param>
/// <param name="Value">The value.</param>
/// <param name="Place">Where its name begins.</param>
internal sealed record DefinitionMember(string Name, DefinitionNode Value, TextPlace Place = default);

/// <summary>A place in a text.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The character within the line, counted from 1.</param>
internal readonly record struct TextPlace(int Line, int Column);

/// <summary>What is wrong at a place of a text.</summary>
internal sealed class DefinitionException(TextPlace place, string message, Exception? inner = null)
    : Exception(message, inner)
{
    internal TextPlace Place { get; } = place;
}
