using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Register-CnnArchitecture: adds an architecture of the user's own to the catalogue of this process, from layers, a
/// network, a model file, a table of layers, or every such file of a folder.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Register,
    "CnnArchitecture",
    DefaultParameterSetName = LayersSet,
    HelpUri = HelpLinks.RegisterCnnArchitecture
)]
[OutputType(typeof(CatalogueEntry))]
public sealed class RegisterCnnArchitectureCommand : StoppableCommand
{
    private const string LayersSet = "Layers";

    private const string PathSet = "Path";

    private readonly NetworkCollector _networks;

    /// <summary>A command to which no network has come.</summary>
    public RegisterCnnArchitectureCommand() => _networks = new(this);

    /// <summary>The name in the catalogue; that of the network or the file when not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Layers in order, or what is a network: imported or measured, an entry of the catalogue, a file.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = LayersSet, ValueFromPipeline = true)]
    [Alias("Layer", "Network", "Model")]
    [System.Management.Automation.AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Model files, CSV files of layers, or folders of them; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Other names for it.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] Alias { get; set; } = [];

    /// <summary>The variant that it is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Variant { get; set; } = "own";

    /// <summary>The title of the paper, or what the network is for.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>The year in which it appeared.</summary>
    [Parameter]
    public int? Year { get; set; }

    /// <summary>Where the paper is found: an arXiv number or a DOI.</summary>
    [Parameter]
    public string Identifier { get; set; } = "";

    /// <summary>What sets its numbers apart.</summary>
    [Parameter]
    public string Note { get; set; } = "";

    /// <summary>Takes the place of an architecture that has the name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the entries that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == PathSet)
            return;
        foreach (var network in _networks.Take(InputObject, WriteError))
            Register(network, network.Name, InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_networks.TakeLayers() is { } layers)
            Register(layers, "", Name);
        foreach (
            string path in Path.SelectMany(path => FilePaths.Resolve(this, path, literal: false)).SelectMany(Files)
        )
        {
            if (Cancellation.IsCancellationRequested)
                break;
            Read(path);
        }
    }

    // Of a folder the files that a reader's extension tells, in order.
    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] extensions =
        [
            .. ModelLibraryLoader.Library.Formats.SelectMany(format => format.Extensions),
            LayerCsv.Extension,
        ];
        return Directory
            .GetFiles(path)
            .Where(file => extensions.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(file => file, StringComparer.OrdinalIgnoreCase);
    }

    private void Read(string path) =>
        Try(
            path,
            () =>
            {
                var network = path.EndsWith(LayerCsv.Extension, StringComparison.OrdinalIgnoreCase)
                    ? new Network(LayerCsv.Read(this, path))
                    : ModelLibraryLoader.Library.Read(path, new ReadOptions(), Cancellation);
                foreach (string warning in network.Warnings)
                    WriteWarning(PrintableText.Of($"{network.Name}: {warning}"));
                string file = System.IO.Path.GetFileName(path);
                Register(network, file.Substring(0, file.IndexOf('.') is > 0 and var dot ? dot : file.Length), path);
            }
        );

    private void Register(Network network, string itsName, object? target) =>
        Try(
            target,
            () =>
            {
                string name = Name ?? itsName;
                if (name.Length == 0)
                    throw new LayerException(
                        ErrorId.MissingSetting,
                        "an architecture needs a name; give it with -Name"
                    );
                var architecture = new Architecture(
                    name,
                    new Paper(Title ?? name, Year, Identifier),
                    new NetworkVariant(Variant, network) { Note = Note }
                )
                {
                    Aliases = Alias,
                };
                var entry = new CatalogueEntry(architecture, architecture.Variant());
                _ = entry.GetTotals();
                Architectures.Register(architecture, Force);
                if (PassThru)
                    WriteObject(entry);
            }
        );

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What a reader did not foresee in one file must not keep the others from being read."
    )]
    private void Try(object? target, Action register)
    {
        try
        {
            register();
        }
        catch (ModelFileException exception)
        {
            WriteError(ErrorRecords.Of(exception));
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, target));
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            WriteError(
                new ErrorRecord(
                    exception.ErrorRecord.Exception,
                    exception.ErrorRecord.FullyQualifiedErrorId.Split(',')[0],
                    exception.ErrorRecord.CategoryInfo.Category,
                    target
                )
            );
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OperationCanceledException))
        {
            WriteError(
                new ErrorRecord(exception, nameof(ModelFileError.DamagedFile), ErrorCategory.InvalidData, target)
            );
        }
    }
}
