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
    private AssumedFramework _framework = null!;
    private string? _stray;

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

    /// <summary>What belongs to no parameter: a misspelt setting.</summary>
    // Without it the engine would end the statement, and a list of layers would go on without this one.
    [Parameter(ValueFromRemainingArguments = true, DontShow = true)]
    public object[] Rest { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _defaults = new DefaultNames(_taken);
        _framework = new AssumedFramework(WriteWarning);
        _given = GivenSettings();
        foreach (string rest in Rest.Select(SettingValue.Text))
        {
            if (rest.Length > 1 && rest[0] == '-')
                _given[rest.Trim('-', ':')] = "";
            else
                _stray ??= rest;
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (InputObject?.BaseObject)
        {
            case null:
                // Alone it is the beginning, with no layer yet; after others a layer that could not be made.
                if (_taken.Count > 0)
                    WriteNotALayer();
                break;
            case Layer layer:
                _taken.Add(layer.Name);
                _framework.See(layer);
                WriteObject(InputObject);
                break;
            case string or ValueType:
                WriteNotALayer();
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

    private void WriteNotALayer()
    {
        var error = ErrorRecords.NotALayer(InputObject);
        WriteError(error);
        WriteObject(Unmade.Of(error));
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
            if (_stray is not null)
                throw new LayerException(ErrorId.UnknownSetting, $"'{_stray}' belongs to no setting; write the setting before it, such as -{type.Settings[0]} {_stray}");
            bool isDefault = given.Length == 0;
            var layer = type.Create(_framework.Complete(type, settings), isDefault ? _defaults.Next(type) : given, isDefault);
            _framework.Tell(layer, typeName.Trim(), settings);
            WriteObject(layer);
            if (!isDefault)
                _taken.Add(given);
        }
        catch (LayerException exception)
        {
            string culprit = given.Length > 0 ? $"Layer '{given}'" : typeName is null ? "A layer" : $"A layer of type '{typeName}'";
            WriteError(ErrorRecords.Of(exception, culprit, row ?? given));
            WriteObject(new UnmadeLayer { Name = given, WantedType = typeName?.Trim() ?? "", Reason = exception.Message });
        }
    }
}
