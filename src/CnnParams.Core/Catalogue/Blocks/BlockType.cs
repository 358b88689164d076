using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>
/// A block as users know it: its names, its settings, and how to put one after the layers of a network.
/// </summary>
public sealed class BlockType
{
    private readonly MethodInfo _method;
    private readonly BlockAttribute _attribute;
    private readonly ParameterInfo[] _parameters;
    private readonly Dictionary<string, BlockSetting> _settings;

    internal BlockType(MethodInfo method, BlockAttribute attribute)
    {
        _method = method;
        _attribute = attribute;
        // After the tensor and the scope.
        _parameters = [.. method.GetParameters().Skip(2)];
        var settings = _parameters
            .Where(parameter => parameter.ParameterType != typeof(ConvUnit))
            .SelectMany(Flat)
            .Select(parameter => new BlockSetting(parameter))
            .ToArray();
        Settings = new TextList<BlockSetting>(settings);
        _settings = settings.ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);
        Aliases = new TextList<string>(attribute.Aliases.Split([' '], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The name that users write.</summary>
    public string Name => _attribute.Name;

    /// <summary>What the block does, in a line.</summary>
    public string Summary => _attribute.Summary;

    /// <summary>Other names for it.</summary>
    public TextList<string> Aliases { get; }

    /// <summary>Where it was published.</summary>
    public string Paper => _attribute.Paper;

    /// <summary>The settings, in order.</summary>
    public TextList<BlockSetting> Settings { get; }

    /// <summary>The command of an example.</summary>
    public string Example =>
        string.Concat(ExampleSettings.Select(pair => $" -{pair.Key} {pair.Value}").Prepend($"New-CnnBlock {Name}"));

    /// <summary>
    /// What the example makes of a shape: <c>(56,56,64) -&gt; (28,28,256)</c>; empty for a block that reads other
    /// layers.
    /// </summary>
    public string ExampleShape
    {
        get
        {
            if (Settings.Any(setting => setting is { IsLayer: true, IsRequired: true }))
                return "";
            var input = Tensor.Input(ExampleInput);
            return $"{input.Shape} -> {Apply(input, "block", ExampleSettings.ToDictionary(pair => pair.Key, pair => (object)pair.Value)).Shape}";
        }
    }

    private TensorShape ExampleInput => TensorShape.Parse(_attribute.ExampleInput);

    private IEnumerable<KeyValuePair<string, string>> ExampleSettings =>
        _attribute
            .Example.Split([';'], StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .Select(pair => new KeyValuePair<string, string>(pair[0].Trim(), pair[1].Trim()));

    /// <summary>The layers that the block puts after those of a network.</summary>
    /// <param name="layers">The layers that are there already, an input among them.</param>
    /// <param name="settings">Values by the name of the setting.</param>
    /// <param name="name">What the names of the layers begin with; the type and a number when not given.</param>
    /// <param name="reads">The layer that the block reads; the last when not given.</param>
    /// <exception cref="LayerException">A setting is missing or impossible, or the block cannot take its
    /// input.</exception>
    public IReadOnlyList<Layer> Append(
        IReadOnlyList<Layer> layers,
        IReadOnlyDictionary<string, object> settings,
        string? name = null,
        string? reads = null
    )
    {
        var tensors = Tensor.Of(layers);
        var input = reads is null
            ? tensors.Last(tensor => tensor.Name == layers[layers.Count - 1].Name)
            : Named(tensors, reads);
        string scope = name ?? FreeName(layers);
        return [.. Apply(input, scope, settings, layer => Named(tensors, layer)).Layers.Skip(layers.Count)];
    }

    private Tensor Apply(
        Tensor input,
        string scope,
        IReadOnlyDictionary<string, object> settings,
        Func<string, Tensor>? layer = null
    )
    {
        var given = Given(settings, layer);
        if (!input.Shape.IsKnown || input.Shape.Rank != ExampleInput.Rank)
            throw new LayerException(
                ErrorId.InvalidShape,
                $"{Name} needs a known shape of {ExampleInput.Rank} axes, as {ExampleInput}, but its input is "
                    + $"{input.Shape}"
            );

        try
        {
            object?[] arguments = [input, scope + "/", .. _parameters.Select(parameter => Argument(parameter, given))];
            return (Tensor)_method.Invoke(null, arguments)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is OverflowException overflow)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"{Name}: a number of layer '{scope}' is larger than 2^63-1",
                overflow
            );
        }
        catch (TargetInvocationException exception) when (exception.InnerException is not null)
        {
            ExceptionDispatchInfo.Capture(exception.InnerException).Throw();
            throw;
        }
    }

    private Dictionary<string, object?> Given(IReadOnlyDictionary<string, object> settings, Func<string, Tensor>? layer)
    {
        var given = _settings
            .Values.Where(setting => !setting.IsRequired)
            .ToDictionary(setting => setting.Name, setting => setting.DefaultValue, StringComparer.OrdinalIgnoreCase);
        foreach (var pair in settings)
        {
            if (!_settings.TryGetValue(pair.Key, out var setting))
                throw new LayerException(
                    ErrorId.UnknownSetting,
                    $"{Name} has no setting {pair.Key}{Suggestion.For(pair.Key, _settings.Keys)}; it has "
                        + (Settings.Count > 0 ? Settings.ToString() : "none")
                );
            given[setting.Name] =
                setting.IsLayer && layer is not null ? layer(SettingValue.Text(pair.Value)) : setting.Read(pair.Value);
        }

        var missing = _settings.Keys.Where(name => !given.ContainsKey(name)).ToArray();
        return missing.Length == 0
            ? given
            : throw new LayerException(ErrorId.MissingSetting, $"{Name} needs {string.Join(", ", missing)}");
    }

    private static object? Argument(ParameterInfo parameter, Dictionary<string, object?> given)
    {
        if (parameter.ParameterType == typeof(ConvUnit))
            return (ConvUnit)InceptionBlocks.BasicConv;
        if (!IsRow(parameter))
            return given[parameter.Name!];
        var row = RowConstructor(parameter);
        return row.Invoke([.. row.GetParameters().Select(part => given[part.Name!])]);
    }

    // A parameter that is a row of a paper's table has the columns as settings.
    private static IEnumerable<ParameterInfo> Flat(ParameterInfo parameter) =>
        IsRow(parameter) ? RowConstructor(parameter).GetParameters() : [parameter];

    private static bool IsRow(ParameterInfo parameter) =>
        parameter.ParameterType.Namespace == typeof(BlockType).Namespace;

    private static ConstructorInfo RowConstructor(ParameterInfo parameter) =>
        parameter.ParameterType.GetConstructors()[0];

    private static Tensor Named(IReadOnlyList<Tensor> tensors, string name) =>
        tensors.FirstOrDefault(tensor => tensor.Name == name)
        ?? throw new LayerException(
            ErrorId.UnknownInput,
            $"no layer has the name '{name}'{Suggestion.For(name, tensors.Select(tensor => tensor.Name))}"
        );

    private string FreeName(IReadOnlyList<Layer> layers)
    {
        for (int number = 1; ; number++)
        {
            string name = Name.ToLowerInvariant() + number.ToString(CultureInfo.InvariantCulture);
            if (!layers.Any(layer => layer.Name.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase)))
                return name;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
