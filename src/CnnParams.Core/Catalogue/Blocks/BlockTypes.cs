using System.Reflection;

namespace CnnParams.Catalogue.Blocks;

/// <summary>All blocks that users can put after layers: every method that has a <see cref="BlockAttribute"/>.</summary>
public static class BlockTypes
{
    private static readonly Lazy<BlockType[]> Types = new(() =>
        [
            .. typeof(BlockTypes)
                .Assembly.GetTypes()
                .Where(type => type.IsAbstract && type.IsSealed)
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
                .Select(method => (Method: method, Attribute: method.GetCustomAttribute<BlockAttribute>()))
                .Where(pair => pair.Attribute is not null)
                .Select(pair => new BlockType(pair.Method, pair.Attribute!))
                .OrderBy(type => type.Name, StringComparer.OrdinalIgnoreCase),
        ]
    );

    private static readonly Lazy<Dictionary<string, BlockType>> ByName = new(() =>
        All.SelectMany(type => type.Aliases.Prepend(type.Name).Select(name => (Name: name, Type: type)))
            .ToDictionary(pair => pair.Name, pair => pair.Type, StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>All blocks, by name.</summary>
    public static IReadOnlyList<BlockType> All => Types.Value;

    /// <summary>The block that a name stands for.</summary>
    /// <exception cref="LayerException">There is none; the message suggests the nearest.</exception>
    public static BlockType Get(string name) =>
        Find(name)
        ?? throw new LayerException(
            ErrorId.UnknownBlock,
            $"'{name}' is not a block{Suggestion.For(name, ByName.Value.Keys)}; Get-CnnBlockType lists them"
        );

    /// <summary>The block that a name stands for; null for none.</summary>
    public static BlockType? Find(string name) => ByName.Value.TryGetValue(name.Trim(), out var type) ? type : null;
}
