using System.Collections;
using System.Management.Automation;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>ConvertFrom-CnnCode: the network that code of a model builds, read and never run.</summary>
[Cmdlet(VerbsData.ConvertFrom, "CnnCode", HelpUri = HelpLinks.ConvertFromCnnCode)]
[OutputType(typeof(Network))]
public sealed class ConvertFromCnnCodeCommand : StoppableCommand
{
    private readonly List<string> _lines = [];

    /// <summary>The code: one text, or its lines.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    /// <summary>The class, function or variable that is the model; found where not given.</summary>
    [Parameter]
    public string? Entry { get; set; }

    /// <summary>What the class or function is called with, by name.</summary>
    [Parameter]
    public Hashtable? Argument { get; set; }

    /// <summary>The shape of one sample; found in the code where not given.</summary>
    [Parameter]
    public object? InputShape { get; set; }

    /// <summary>A file with weights of the model: .pth, .safetensors; what differs from the code is said.</summary>
    [Parameter]
    public string? Weights { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _lines.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var network = ModelLibraryLoader.Library.ReadCode(string.Join("\n", _lines), Options(), Cancellation);
            foreach (string warning in network.Warnings)
                WriteWarning(PrintableText.Of($"{network.Name}: {warning}"));
            WriteObject(network);
        }
        catch (ModelFileException exception)
        {
            WriteError(ErrorRecords.Of(exception));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, Entry ?? "code"));
        }
    }

    private ReadOptions Options() =>
        new()
        {
            Entry = Entry,
            Arguments = SourceArguments.Of(Argument),
            Weights = Weights is null ? null : GetUnresolvedProviderPathFromPSPath(Weights),
            InputShape = GivenShape.Of(InputShape),
        };
}
