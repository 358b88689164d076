using System.Management.Automation;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// New-CnnBlock: puts a block of layers (bottleneck, inverted residual, squeeze-and-excitation ...) after the layers
/// from the pipeline, which pass through.
/// </summary>
[Cmdlet(VerbsCommon.New, "CnnBlock", HelpUri = HelpLinks.NewCnnBlock)]
[OutputType(typeof(Layer))]
public sealed class NewCnnBlockCommand : BlockSettingsCommand
{
    private readonly List<Layer> _layers = [];

    /// <summary>The block: Bottleneck, InvertedResidual, SqueezeExcite, ...</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string Type { get; set; } = "";

    /// <summary>What the names of its layers begin with; bottleneck1, bottleneck2 ... when not given.</summary>
    [Parameter(Position = 1)]
    public string? Name { get; set; }

    /// <summary>Layers that pass through, before those of the block.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The layer that the block reads, by name; the last when not given.</summary>
    [Parameter]
    [Alias("InputName", "From")]
    public string? Inputs { get; set; }

    /// <summary>What belongs to no parameter: a misspelt setting.</summary>
    // Without it the engine would end the statement, and a list of layers would go on without this block.
    [Parameter(ValueFromRemainingArguments = true, DontShow = true)]
    public object[] Rest { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (InputObject?.BaseObject)
        {
            case null when _layers.Count == 0:
                break;
            case Layer layer:
                _layers.Add(layer);
                WriteObject(InputObject);
                break;
            default:
                var error = ErrorRecords.NotALayer(InputObject);
                WriteError(error);
                WriteObject(Unmade.Of(error));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var block = BlockTypes.Get(Type);
            var settings = GivenSettings();
            var misspelt = new MisspeltParameters(Rest ?? []);
            foreach (var pair in misspelt.Values)
                settings[pair.Key] = pair.Value;
            if (misspelt.Stray is { } stray)
                throw new LayerException(ErrorId.UnknownSetting, $"'{stray}' belongs to no setting");
            if (_layers.Count == 0)
                throw new LayerException(
                    ErrorId.MissingInputLayer,
                    "nothing comes before it; pipe layers to it that begin with New-CnnLayer Input -Shape "
                        + "height,width,channels"
                );
            WriteObject(block.Append(_layers, settings, Name, Inputs), enumerateCollection: true);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, $"Block '{Name ?? Type}'", Type));
            WriteObject(
                new UnmadeLayer
                {
                    Name = Name ?? "",
                    WantedType = Type,
                    Reason = exception.Message,
                }
            );
        }
    }
}
