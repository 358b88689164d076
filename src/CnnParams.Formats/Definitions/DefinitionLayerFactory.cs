using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.Definitions;

/// <summary>Makes layers of what is written; what is wrong is reported at its property.</summary>
/// <param name="problems">What is wrong.</param>
/// <param name="layout">Where inputs have their channels that do not say it.</param>
/// <param name="inputShape">A shape that takes the place of an input's own.</param>
internal sealed class DefinitionLayerFactory(DefinitionProblems problems, ShapeLayout layout, TensorShape? inputShape)
{
    private const string TypeMember = "Type";

    private const string StoredMember = "Stored";

    /// <summary>The layer; null where something is wrong with it.</summary>
    /// <param name="defined">What is written.</param>
    /// <param name="resolve">The full name of a layer that is read.</param>
    internal Layer? Create(DefinedLayer defined, Func<string, string> resolve)
    {
        if (defined.Node is DefinitionScalar { Value: string text } scalar)
            return Guarded(scalar, defined.Path, () => LayerText.Read(text));
        if (defined.Node is not DefinitionMap map)
        {
            problems.Add(defined.Node.Place, $"{defined.Path}: a layer is expected: an object with a Type");
            return null;
        }

        return Create(map, defined.Path, defined.Name, resolve);
    }

    private Layer? Create(DefinitionMap map, string path, string name, Func<string, string> resolve)
    {
        if (map.Find(TypeMember) is not { } typeMember)
        {
            problems.Add(map.Place, $"{path}: the layer has no Type");
            return null;
        }

        var type = Guarded(
            typeMember.Value,
            $"{path}.{typeMember.Name}",
            () => LayerTypes.Get(SettingValue.Text(Plain(typeMember.Value)))
        );
        if (type is null)
            return null;

        int before = problems.Count;
        var settings = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (type.Name == nameof(Input))
            settings[nameof(Input.Layout)] = layout;
        foreach (var member in map.Members)
        {
            if (IsSetting(member.Name) && SettingOf(type, member, path, resolve) is { } value)
                settings[member.Name] = value;
        }

        if (type.Name == nameof(Input) && inputShape is not null)
            settings[nameof(Input.Shape)] = inputShape;
        var stored = Stored(map.Find(StoredMember));
        // A setting that is wrong would be reported again, as one that is missing.
        return problems.Count > before ? null : Guarded(map, path, () => type.Create(settings, name, stored: stored));
    }

    private static bool IsSetting(string name) =>
        !name.Equals(TypeMember, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(nameof(Layer.Name), StringComparison.OrdinalIgnoreCase)
        && !name.Equals(StoredMember, StringComparison.OrdinalIgnoreCase);

    // Null for a setting that is not given, or wrong.
    private object? SettingOf(LayerTypeInfo type, DefinitionMember member, string path, Func<string, string> resolve)
    {
        var setting = type.Settings.FirstOrDefault(setting =>
            setting.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)
        );
        string at = $"{path}.{member.Name}";
        if (setting is null)
        {
            string[] names = [.. type.Settings.Select(setting => setting.Name)];
            problems.Add(
                member.Place,
                $"{at}: {type.Name} has no setting {member.Name}{Suggestion.For(member.Name, names)}; it has "
                    + $"{string.Join(", ", names)}"
            );
            return null;
        }

        if (member.Value is DefinitionMap wrapped && setting.ValueType == typeof(Layer))
            return Create(wrapped, at, "", resolve);
        if (member.Value is DefinitionList axes && setting.ValueType == typeof(TensorShape))
            return Shape(axes, at);
        return Plain(member.Value) is { } plain
            ? Guarded(
                member.Value,
                at,
                () => Named(setting.Name, SettingValue.Convert(plain, setting.ValueType, setting.Name), resolve)
            )
            : null;
    }

    private static object Named(string setting, object value, Func<string, string> resolve) =>
        (setting, value) switch
        {
            (nameof(Layer.Inputs), IEnumerable<string> names) => names.Select(resolve).ToArray(),
            (nameof(Layer.WeightsFrom), string name) => resolve(name),
            _ => value,
        };

    // An axis is a number, a name for one that is open, or nothing for one of which nothing is known.
    private TensorShape? Shape(DefinitionList axes, string path)
    {
        var sizes = new List<Dimension>();
        foreach (var axis in axes.Items)
        {
            if (axis is DefinitionScalar { Value: >= 0L and long size })
                sizes.Add(size);
            else if (axis is DefinitionScalar { Value: string symbol })
                sizes.Add(Dimension.Named(symbol));
            else if (axis is DefinitionScalar { Value: null })
                sizes.Add(Dimension.Unknown);
            else
                problems.Add(axis.Place, $"{path}: an axis is a size, or the name of one that is open");
        }

        return sizes.Count == axes.Items.Count ? new TensorShape(sizes) : null;
    }

    // The names of a file's tensors, with the types of their numbers where those are given.
    private Dictionary<string, StoredTensor>? Stored(DefinitionMember? member)
    {
        if (member is null)
            return null;
        var stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var tensor in (member.Value as DefinitionMap)?.Members ?? [])
        {
            var type = tensor.Value is DefinitionMap described
                ? described.Find(nameof(StoredTensor.DataType))?.Value
                : null;
            var name = tensor.Value is DefinitionMap named
                ? named.Find(nameof(StoredTensor.Name))?.Value
                : tensor.Value;
            if (name is not DefinitionScalar { Value: string text })
            {
                problems.Add(
                    tensor.Value.Place,
                    $"{member.Name}.{tensor.Name}: the name of a tensor is expected, or an object with its Name and "
                        + "DataType"
                );
                continue;
            }

            var dataType = type is null
                ? null
                : Guarded(
                    type,
                    tensor.Name,
                    () => SettingValue.Convert(Plain(type) ?? "", typeof(DataType), nameof(DataType))
                );
            stored[tensor.Name] = new StoredTensor(text, (DataType?)dataType);
        }

        return stored;
    }

    private T? Guarded<T>(DefinitionNode node, string path, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (LayerException exception)
        {
            var place =
                exception.Setting is { } setting && (node as DefinitionMap)?.Find(setting) is { } member
                    ? member.Value.Place
                    : node.Place;
            problems.Add(place, $"{path}: {exception.Message}");
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            problems.Add(node.Place, $"{path}: {exception.Message}");
        }

        return null;
    }

    private static object? Plain(DefinitionNode node) =>
        node switch
        {
            DefinitionScalar scalar => scalar.Value,
            DefinitionList list => list.Items.Select(Plain).ToArray(),
            DefinitionMap map => map
                .Members.Where(member => member.Value is not DefinitionScalar { Value: null })
                .ToDictionary(member => member.Name, member => Plain(member.Value)!),
            _ => null,
        };
}
