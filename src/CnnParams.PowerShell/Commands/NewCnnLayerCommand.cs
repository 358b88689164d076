using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// New-CnnLayer: makes a layer. Layers that arrive on the pipeline pass through, before the new one; other objects,
/// such as the rows of a CSV file, are made into layers by the names of their properties.
/// </summary>
/// <remarks>
/// The properties are matched here and not by the engine, which tries each of some seventy parameters on each object:
/// a hundred times slower, and a layer that passes through would lend its settings to the new one.
/// </remarks>
[Cmdlet(VerbsCommon.New, "CnnLayer", HelpUri = HelpLinks.NewCnnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewCnnLayerCommand : LayerSettingsCommand
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, bool> _misspelt = new(StringComparer.OrdinalIgnoreCase);
    private DefaultNames _defaults = null!;
    private Dictionary<string, object> _given = null!;
    private bool _madeFromObjects;

    /// <summary>The type of the layer: Input, Conv2D, MaxPool2D, FullyConnected, ...</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>The name of the layer; conv1, conv2, pool1, ... when not given.</summary>
    [Parameter(Position = 1)]
    public string? Name { get; set; }

    /// <summary>Layers that pass through, or objects whose properties are the settings of a layer.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _defaults = new DefaultNames(_taken);
        _given = GivenSettings();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (InputObject?.BaseObject)
        {
            case null:
                break;
            case Layer layer:
                _taken.Add(layer.Name);
                WriteObject(InputObject);
                break;
            case string or ValueType:
                WriteError(ErrorRecords.NotALayer(InputObject));
                break;
            default:
                _madeFromObjects = true;
                MakeFrom(InputObject);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // With objects that became layers, the command line has said what they have in common.
        bool passesThrough = MyInvocation.ExpectingInput && Type is null && _given.Count == 0;
        if (!_madeFromObjects && !passesThrough)
            Make(Type, Name, _given, InputObject);
    }

    private void MakeFrom(PSObject row)
    {
        string? type = Type, name = Name;
        var settings = new Dictionary<string, object>(_given, StringComparer.OrdinalIgnoreCase);
        foreach (var property in PipelineValue.Properties(row))
        {
            // An empty cell of a CSV file gives nothing.
            if (property.Value is null or "")
                continue;
            if (property.Key.Equals(nameof(Type), StringComparison.OrdinalIgnoreCase))
                type ??= SettingValue.Text(property.Value);
            else if (property.Key.Equals(nameof(Name), StringComparison.OrdinalIgnoreCase))
                name ??= SettingValue.Text(property.Value);
            else if ((SettingNames.TryGetValue(property.Key, out string? setting) || IsMisspelt(property.Key, out setting)) && !settings.ContainsKey(setting))
                settings.Add(setting, property.Value);
        }

        Make(type, name, settings, row);
    }

    // A misspelt column is a setting all the same, one that no type has: its error is better than a layer without it. Any
    // other column, a remark or a claimed figure, is none of the layer's.
    private bool IsMisspelt(string column, out string setting)
    {
        setting = column;
        if (!_misspelt.TryGetValue(column, out bool misspelt))
            _misspelt.Add(column, misspelt = Suggestion.IsMisspelt(column, SettingNames.Keys));
        return misspelt;
    }

    private void Make(string? typeName, string? name, Dictionary<string, object> settings, object? row)
    {
        string given = name?.Trim() ?? "";
        try
        {
            if (typeName is null || typeName.Trim().Length == 0)
                throw new LayerException(ErrorId.MissingSetting, "it has no Type, such as Conv2D; a row needs a column of that name");

            var type = LayerTypes.Get(typeName);
            bool isDefault = given.Length == 0;
            WriteObject(type.Create(settings, isDefault ? _defaults.Next(type) : given, isDefault));
            if (!isDefault)
                _taken.Add(given);
        }
        catch (LayerException exception)
        {
            string layer = given.Length > 0 ? $"Layer '{given}'" : typeName is null ? "A layer" : $"A layer of type '{typeName}'";
            WriteError(ErrorRecords.Of(exception, layer, row ?? given));
        }
    }
}
