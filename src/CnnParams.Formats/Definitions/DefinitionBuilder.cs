using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Definitions;

/// <summary>
/// Builds the network that a definition describes; what is wrong is reported with its line and property.
/// </summary>
internal sealed class DefinitionBuilder(CancellationToken cancellation)
{
    /// <summary>The version of the form of definitions that is read and written.</summary>
    internal const long Version = 1;

    private static readonly string[] Members = ["CnnParams", "Name", "View", "Layout", "HasGraph", "Outputs", "Layers"];

    private readonly DefinitionProblems _problems = new();

    // Those that begin with $ are for editors.
    private static bool IsMember(string name) =>
        name.StartsWith("$", StringComparison.Ordinal) || Members.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The network.</summary>
    /// <exception cref="DefinitionException">Something is wrong with it.</exception>
    internal Network Build(DefinitionNode root, ModelFile file, ReadOptions options)
    {
        if (root is not DefinitionMap map)
            throw new DefinitionException(root.Place, "a network is expected: an object with Layers");
        foreach (var member in map.Members.Where(member => !IsMember(member.Name)))
            _problems.Add(
                member.Place,
                $"{member.Name} is not a property of a network{Suggestion.For(member.Name, Members)}; it has "
                    + $"{string.Join(", ", Members)}"
            );
        if (Scalar(map, "CnnParams") is { Value: not Version } version)
            throw new DefinitionException(
                version.Place,
                $"the version of the definition is {version.Value}; this module reads version {Version}"
            );

        var layers = new DefinitionLayers(_problems, cancellation);
        if (map.Find("Layers") is { } listed)
            layers.AddAll(listed.Value, listed.Name);
        else
            _problems.Add(map.Place, "the network has no Layers");

        var network = new Network(
            layers.Create(Enum<ShapeLayout>(map, "Layout") ?? ShapeLayout.ChannelsLast, options.InputShape)
        )
        {
            Name = Scalar(map, "Name")?.Value?.ToString() ?? file.Name,
            View = Enum<ParameterView>(map, "View") ?? ParameterView.Keras,
            HasGraph = Truth(map, "HasGraph") ?? true,
            Outputs = layers.NamesIn(map.Find("Outputs")),
            Path = file.Path,
            Format = DefinitionReader.FormatName,
        };
        _problems.ThrowIfAny();
        layers.CheckNames(network);
        _problems.ThrowIfAny();
        return network;
    }

    private DefinitionScalar? Scalar(DefinitionMap map, string name)
    {
        var value = map.Find(name)?.Value;
        if (value is not null and not DefinitionScalar)
            _problems.Add(value.Place, $"{name} is one value, and not several");
        return value as DefinitionScalar;
    }

    private T? Enum<T>(DefinitionMap map, string name)
        where T : struct, Enum => (T?)Converted(map, name, typeof(T));

    private bool? Truth(DefinitionMap map, string name) => (bool?)Converted(map, name, typeof(bool));

    private object? Converted(DefinitionMap map, string name, Type type)
    {
        if (Scalar(map, name) is not { Value: { } value } scalar)
            return null;
        try
        {
            return SettingValue.Convert(value, type, name);
        }
        catch (LayerException exception)
        {
            _problems.Add(scalar.Place, exception.Message);
            return null;
        }
    }
}
