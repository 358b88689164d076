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
public sealed class NewCnnBlockCommand : SettingsCommand
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

    /// <summary>The 3x3 filters of Inception's reduction with the stride, alone.</summary>
    // The setting that for the engine would be the name.
    [Parameter]
    public object? N { get; set; }

    private protected override DeclaredSettings Declared => DeclaredSettings.OfBlocks;

    private protected override IReadOnlyCollection<string>? Own =>
        BlockTypes.Find(Type) is { } block ? [.. block.Settings.Select(setting => setting.Name)] : null;

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
            var given = GivenSettings(N is null ? [] : ["-" + nameof(N), N]);
            if (given.Fault is not null)
                throw given.Fault;
            if (given.Strays is [var stray, ..])
                throw new LayerException(ErrorId.UnknownSetting, $"'{stray}' belongs to no setting");
            if (_layers.Count == 0)
                throw new LayerException(
                    ErrorId.MissingInputLayer,
                    "nothing comes before it; pipe layers to it that begin with New-CnnLayer Input -Shape "
                        + "height,width,channels"
                );
            WriteObject(block.Append(_layers, given.Values, Name, Inputs), enumerateCollection: true);
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
