using System.Linq.Expressions;
using System.Reflection;

namespace CnnParams.Layers;

/// <summary>A type of layer as users know it: its names, its settings, and how to make one.</summary>
public sealed class LayerTypeInfo
{
    private readonly Type _class;
    private readonly LayerTypeAttribute _attribute;
    private readonly Lazy<Func<Layer>> _constructor;
    private readonly Lazy<IReadOnlyList<SettingInfo>> _settings;
    private readonly Lazy<ILookup<string, SettingInfo>> _settingsByName;
    private readonly Lazy<int> _requiredCount;
    private readonly Lazy<(SettingInfo Setting, string Value)[]> _preset;

    internal LayerTypeInfo(Type @class, LayerTypeAttribute attribute)
    {
        _class = @class;
        _attribute = attribute;
        PyTorchNames = attribute.PyTorchNames.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        Aliases = attribute.Aliases.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        _constructor = new Lazy<Func<Layer>>(CompileConstructor);
        _settings = new Lazy<IReadOnlyList<SettingInfo>>(FindSettings);
        _settingsByName = new(() =>
            Settings
                .SelectMany(setting => setting.OtherNames.Prepend(setting.Name).Select(name => (name, setting)))
                .ToLookup(pair => pair.name, pair => pair.setting, StringComparer.OrdinalIgnoreCase)
        );
        _requiredCount = new(() => Settings.Count(setting => setting.IsRequired));
        _preset = new(FindPreset);
    }

    /// <summary>The name that users write.</summary>
    public string Name => _attribute.Name;

    /// <summary>What the layer does, in a line.</summary>
    public string Summary => _attribute.Summary;

    /// <summary>Other names for it.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Those of the other names under which PyTorch's defaults hold.</summary>
    internal IReadOnlyList<string> PyTorchNames { get; }

    /// <summary>The type as PyTorch names it: the same layers, with its defaults for what is not given.</summary>
    internal LayerTypeInfo OfPyTorch => new(_class, _attribute) { Defaults = Pairs(_attribute.PyTorchDefaults) };

    /// <summary>What holds under this name where the settings do not say otherwise.</summary>
    private IReadOnlyList<KeyValuePair<string, string>> Defaults { get; init; } = [];

    /// <summary>The settings, those that the layer cannot be without first.</summary>
    public IReadOnlyList<SettingInfo> Settings => _settings.Value;

    /// <summary>
    /// The setting that a number without a name means: the filters of a convolution, the window of a pool.
    /// </summary>
    public SettingInfo? FirstSetting => Settings.FirstOrDefault(setting => setting.IsRequired || setting.IsFirst);

    /// <summary>Whether a word without a name means the first setting: the function of an activation.</summary>
    public bool BeginsWith(string word)
    {
        if (FirstSetting is not { IsFirst: true } first || first.ValueType != typeof(string))
            return false;
        try
        {
            first.Set(Blank(), word);
            return true;
        }
        catch (LayerException)
        {
            return false;
        }
    }

    /// <summary>
    /// The settings that a value without a name may be meant for, of those that are not given yet: one that the layer
    /// cannot be without before all others.
    /// </summary>
    public IReadOnlyList<SettingInfo> MeantBy(string value, ICollection<string> given)
    {
        var open = Settings.Where(setting => !given.Contains(setting.Name) && setting.MayBe(value)).ToArray();
        return open is [{ IsRequired: true } required, ..] ? [required] : open;
    }

    /// <summary>The setting that makes it wider, its filters or units; null where there is none.</summary>
    internal SettingInfo? Width => Settings.FirstOrDefault(setting => setting.Size == SettingSize.Output);

    /// <summary>What an unnamed layer is called, before its number.</summary>
    public string Prefix => _attribute.Prefix.Length > 0 ? _attribute.Prefix : Name.ToLowerInvariant();

    /// <summary>Settings of the worked example, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExampleSettings => Pairs(_attribute.Example);

    /// <summary>The class of its layers.</summary>
    internal Type Class => _class;

    /// <summary>Input shapes in the worked example.</summary>
    internal string ExampleInput => _attribute.ExampleInput;

    /// <summary>Makes a layer from settings as they come: numbers, lists or texts.</summary>
    /// <param name="settings">Values by the name of the setting.</param>
    /// <param name="name">The layer's name; empty for one that the network names.</param>
    /// <param name="isDefaultName">Whether the network may change the name where another layer has it.</param>
    /// <param name="stored">Where a file keeps the weights, by their names.</param>
    /// <param name="sourceNotes">What its source says of it besides, as <see cref="Layer.SourceNotes"/> writes
    /// it.</param>
    /// <exception cref="LayerException">A setting is missing, is not one of this type, or has an impossible
    /// value.</exception>
    public Layer Create(
        IReadOnlyCollection<KeyValuePair<string, object>> settings,
        string name = "",
        bool isDefaultName = false,
        IReadOnlyDictionary<string, StoredTensor>? stored = null,
        string sourceNotes = ""
    )
    {
        var layer = Blank();
        foreach (var (setting, value) in _preset.Value)
            setting.Set(layer, value);

        foreach (var pair in Defaults)
            _settingsByName.Value[pair.Key].Single().Set(layer, pair.Value);

        var given = new HashSet<SettingInfo>();
        foreach (var pair in settings)
        {
            if (!_settingsByName.Value.Contains(pair.Key))
                throw new LayerException(ErrorId.UnknownSetting, $"{Name} has no setting {pair.Key}{Instead(pair.Key)}")
                {
                    Setting = pair.Key,
                };
            foreach (var setting in _settingsByName.Value[pair.Key])
            {
                if (!given.Add(setting))
                    throw new LayerException(ErrorId.InvalidSetting, $"{setting} is given twice")
                    {
                        Setting = pair.Key,
                    };
                setting.Set(layer, pair.Value);
            }
        }

        if (given.Count(setting => setting.IsRequired) < _requiredCount.Value)
        {
            var missing = Settings.Where(setting => setting.IsRequired && !given.Contains(setting));
            throw new LayerException(ErrorId.MissingSetting, $"{Name} needs {string.Join(", ", missing)}");
        }

        var placed = layer.With(place => place with { Name = name, HasDefaultName = isDefaultName, Stored = stored });
        return sourceNotes.Length == 0 ? placed : placed.Noted(_ => SourceNotes.Parse(sourceNotes));
    }

    /// <summary>
    /// The settings that a layer of this type has been given: those without which it cannot be, and those that are not
    /// as by default.
    /// </summary>
    public IEnumerable<SettingInfo> GivenTo(Layer layer) =>
        Settings
            .Where(setting => setting.IsRequired || !setting.IsDefault(layer))
            .Where(setting => setting.Get(layer) is not null);

    /// <summary>A layer of this type with another value of one of its settings.</summary>
    /// <exception cref="LayerException">It is not one of this type, or has an impossible value.</exception>
    public Layer With(Layer layer, string changed, object? value)
    {
        var settings = GivenTo(layer)
            .ToDictionary(setting => setting.Name, setting => setting.Get(layer)!, StringComparer.OrdinalIgnoreCase);
        if (value is null)
            settings.Remove(changed);
        else
            settings[changed] = value;
        return Create(settings, layer.Name, layer.HasDefaultName, layer.Stored).Noted(_ => layer.Notes);
    }

    /// <summary>A layer of this type with the same settings, that has no name and reads nothing yet.</summary>
    public Layer Copy(Layer layer) =>
        Create(
                GivenTo(layer)
                    .Where(setting => setting.Name != nameof(Layer.Inputs))
                    .ToDictionary(
                        setting => setting.Name,
                        setting => setting.Get(layer)!,
                        StringComparer.OrdinalIgnoreCase
                    ),
                stored: layer.Stored
            )
            .Noted(_ => layer.Notes);

    private string Instead(string setting) =>
        ForeignNames.InsteadOfSetting(setting) is { } instead
            ? $": {instead}"
            : $"{Suggestion.For(setting, Settings.Select(own => own.Name))}; it has {string.Join(", ", Settings)}";

    private Layer Blank() => _constructor.Value();

    // Compiled, since a table of layers may have a hundred thousand rows.
    private Func<Layer> CompileConstructor()
    {
        var call =
            _attribute.SpatialRank > 0
                ? Expression.New(_class.GetConstructor([typeof(int)])!, Expression.Constant(_attribute.SpatialRank))
                : Expression.New(_class.GetConstructor([])!);
        return Expression.Lambda<Func<Layer>>(call).Compile();
    }

    private (SettingInfo Setting, string Value)[] FindPreset() =>
        Pairs(_attribute.Preset)
            .Select(pair =>
                (
                    new SettingInfo(
                        _class.GetProperty(pair.Key)!,
                        new SettingAttribute("") { Required = true },
                        Blank()
                    ),
                    pair.Value
                )
            )
            .ToArray();

    private SettingInfo[] FindSettings()
    {
        var defaults = Blank();
        var preset = Pairs(_attribute.Preset);
        return _class
            .GetProperties()
            .Select(property => (Property: property, Attribute: property.GetCustomAttribute<SettingAttribute>()))
            .Where(pair => pair.Attribute is not null && !preset.Any(fixedPair => fixedPair.Key == pair.Property.Name))
            .Select(pair => new SettingInfo(pair.Property, pair.Attribute!, defaults))
            .OrderBy(setting =>
                (setting.IsRequired, IsCommon(setting.Name)) switch
                {
                    (true, _) => 0,
                    (_, false) => 1,
                    _ => 2,
                }
            )
            .ToArray();
    }

    private static bool IsCommon(string setting) => typeof(Layer).GetProperty(setting) is not null;

    private static List<KeyValuePair<string, string>> Pairs(string text) =>
        text.Split([';'], StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split(['='], 2))
            .Select(pair => new KeyValuePair<string, string>(pair[0].Trim(), pair[1].Trim()))
            .ToList();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
