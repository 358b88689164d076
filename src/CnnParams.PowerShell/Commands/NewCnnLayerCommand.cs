using System.Globalization;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;
using CnnParams.PowerShell.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// New-CnnLayer: makes a layer. Layers from the pipeline pass through, before the new one; other objects,
/// such as the rows of a CSV file, are made into layers by the names of their properties.
/// </summary>
/// <remarks>
/// The properties are matched here and not by the engine, which tries each of some seventy parameters on each object:
/// a hundred times slower, and a layer that passes through would lend its settings to the new one.
/// </remarks>
[Cmdlet(VerbsCommon.New, "CnnLayer", HelpUri = HelpLinks.NewCnnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewCnnLayerCommand : SettingsCommand
{
    private const int MostMeant = 3;

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly LayerRowReader _reader = new();
    private DefaultNames _defaults = null!;
    private string? _before;
    private SettingArguments _arguments = null!;
    private string? _name;
    private bool _madeFromObjects;
    private AssumedFramework _framework = null!;

    /// <summary>The type of the layer: Input, Conv2D, MaxPool2D, FullyConnected, ...</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>
    /// The name of the layer; conv1, conv2, pool1, ... when not given. A number is the first setting of the type, as
    /// long as that is not given: New-CnnLayer MaxPool2D 2; and so is the function of an activation.
    /// </summary>
    [Parameter(Position = 1)]
    public object? Name { get; set; }

    /// <summary>Layers that pass through, or objects whose properties are the settings of a layer.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    private protected override DeclaredSettings Declared => DeclaredSettings.OfLayers;

    private protected override IReadOnlyCollection<string>? Own =>
        Type is not null && LayerTypes.Find(Type) is { } type
            ? [.. type.Settings.Select(setting => setting.Name)]
            : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _defaults = new DefaultNames(_taken);
        _framework = new AssumedFramework(WriteWarning);
        _arguments = GivenSettings(SettingArguments.IsName(Name) ? [Name!] : []);
        _name =
            SettingArguments.IsName(Name) || PipelineValue.Plain(Name) is not { } name ? null : SettingValue.Text(name);

        // Nobody calls a pool 2: MaxPool2D 2, Dropout 0.5, Input 32,32,3; nor a function by its name: Activation relu.
        if (
            _name is null
            || Type is null
            || LayerTypes.Find(Type) is not { } type
            || !(IsNumber(_name) || type.BeginsWith(_name))
        )
            return;
        if (type.FirstSetting is not { } first)
        {
            // A text is a name all the same: PyTorch calls the layers of a Sequential 0, 1, 2.
            if (PipelineValue.Plain(Name) is string && _name.All(char.IsDigit))
                return;
            _arguments.AddStray(_name);
            _name = null;
        }
        else if (!_arguments.Values.ContainsKey(first.Name))
        {
            _arguments.Add(first.Name, _name);
            _name = null;
        }
        // The engine takes -D 2 for -Debug, and for a name.
        else if (MyInvocation.BoundParameters.Keys.Any(name => name is "Debug" or "Verbose"))
        {
            _arguments.AddStray(_name);
            _name = null;
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
                _before = layer.Name;
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
        bool passesThrough = MyInvocation.ExpectingInput && Type is null && _arguments.IsEmpty;
        if (!_madeFromObjects && !passesThrough)
            Make(Type, _name, _arguments.Values, InputObject);
    }

    // A number, or a list of them as the engine joins one: "32 32 3", 3x3, 0.5, 50%; an axis may be open.
    private static bool IsNumber(string name) =>
        name.TrimEnd('%').Split([' ', ',', 'x', '×', '*'], StringSplitOptions.RemoveEmptyEntries)
            is { Length: > 0 } parts
        && parts.All(part =>
            part == "?" || double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
        );

    private void MakeFrom(PSObject row)
    {
        var settings = new Dictionary<string, object>(_arguments.Values, StringComparer.OrdinalIgnoreCase);
        try
        {
            var (type, name, notes) = _reader.Read(row, settings);
            Make(Type ?? type, _name ?? name, settings, row, notes);
        }
        catch (LayerException exception)
        {
            var error = ErrorRecords.Of(exception, "A layer", row);
            WriteError(error);
            WriteObject(Unmade.Of(error));
        }
    }

    private void WriteNotALayer()
    {
        var error = ErrorRecords.NotALayer(InputObject);
        WriteError(error);
        WriteObject(Unmade.Of(error));
    }

    // TimeDistributed over several layers is each of them at every step, one after the other.
    private void Make(
        string? typeName,
        string? name,
        Dictionary<string, object> settings,
        object? row,
        string notes = ""
    )
    {
        if (
            typeName is null
            || LayerTypes.Find(typeName)?.Name != nameof(TimeDistributed)
            || !settings.TryGetValue(nameof(TimeDistributed.Layer), out object? inner)
            || PipelineValue.Plain(inner) is not object[] { Length: > 1 } several
        )
        {
            MakeOne(typeName, name, settings, row, notes);
            return;
        }

        for (int i = 0; i < several.Length; i++)
        {
            var own = new Dictionary<string, object>(settings, settings.Comparer)
            {
                [nameof(TimeDistributed.Layer)] = several[i],
            };
            MakeOne(
                typeName,
                name?.Trim().Length > 0 ? string.Format(CultureInfo.InvariantCulture, "{0}/{1}", name.Trim(), i) : name,
                own,
                row,
                notes
            );
        }
    }

    private void MakeOne(
        string? typeName,
        string? name,
        Dictionary<string, object> settings,
        object? row,
        string notes = ""
    )
    {
        string given = name?.Trim() ?? "";
        try
        {
            if (typeName is null || typeName.Trim().Length == 0)
                throw new LayerException(
                    ErrorId.MissingSetting,
                    "it has no Type, such as Conv2D; a row needs a column of that name"
                );

            var type = LayerTypes.Get(typeName);
            if (_arguments.Fault is not null)
                throw _arguments.Fault;
            if (_arguments.Strays is [var stray, ..])
                throw new LayerException(
                    ErrorId.UnknownSetting,
                    $"'{stray}' belongs to no setting; {Advice(type, stray)}"
                );
            bool isDefault = given.Length == 0;
            var layer = type.Create(
                _framework.Complete(type, Connected(type, settings)),
                isDefault ? _defaults.Next(type) : given,
                isDefault,
                sourceNotes: notes
            );
            _framework.Tell(layer, typeName.Trim(), settings, _arguments.Written);
            WriteObject(layer);
            _before = layer.Name;
            if (!isDefault)
                _taken.Add(given);
        }
        catch (LayerException raised)
        {
            var exception = AsWritten(raised);
            string culprit =
                given.Length > 0 ? $"Layer '{given}'"
                : typeName is null ? "A layer"
                : $"A layer of type '{typeName}'";
            object target =
                exception.Id == ErrorId.UnknownLayerType ? typeName ?? ""
                : exception.Setting is { } setting && settings.TryGetValue(setting, out object? value) ? value
                : given;
            WriteError(ErrorRecords.Of(exception, culprit, row ?? target));
            WriteObject(
                new UnmadeLayer
                {
                    Name = given,
                    WantedType = typeName?.Trim() ?? "",
                    Reason = exception.Message,
                }
            );
        }
    }

    // What may be meant by a value that has no name before it.
    private string Advice(LayerTypeInfo type, string stray)
    {
        var meant = type.MeantBy(stray, _arguments.Values.Keys);
        if (meant.Count > 0)
            return $"write the setting before it, such as {string.Join(" or ", meant.Take(MostMeant).Select(setting => $"-{setting} {stray}"))}";
        if (type.FirstSetting is { } first && _arguments.Values.TryGetValue(first.Name, out object? given))
        {
            string list = string.Join(",", _arguments.Strays.Prepend(SettingValue.Text(given)));
            if (first.MayBe(list))
                return $"write commas between the numbers of a list, such as -{first} {list}";
        }

        if (LayerTypes.Get(nameof(Activation)).BeginsWith(stray))
            return $"an activation is a layer of its own: New-CnnLayer Activation {stray}";
        return type.FirstSetting is null && IsNumber(stray)
            ? $"{type.Name} needs no number; a name is written in quotation marks: -Name '{stray}'"
            : $"{type.Name} has {string.Join(", ", type.Settings)}";
    }

    // An operator may read nothing, as those of files that make numbers do; in a pipeline it reads what is before it.
    private Dictionary<string, object> Connected(LayerTypeInfo type, Dictionary<string, object> settings) =>
        type.Name != nameof(Operation) || _before is null || settings.ContainsKey(nameof(Layer.Inputs))
            ? settings
            : new(settings, settings.Comparer) { [nameof(Layer.Inputs)] = _before };

    // A setting is called in the message as it was written: -Activation, and not Function.
    private LayerException AsWritten(LayerException exception)
    {
        if (exception.Id != ErrorId.UnknownSetting || exception.Setting is not { } setting)
            return exception;
        string written = _arguments.Written(setting);
        return new LayerException(
            exception.Id,
            exception.Message.Replace($"no setting {setting}", $"no setting {written}"),
            exception
        )
        {
            Setting = setting,
        };
    }
}
