using System.Globalization;
using System.Management.Automation;
using CnnParams.Auditing;
using CnnParams.Auditing.Naming;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Measuring;
using CnnParams.PowerShell.Completion;
using CnnParams.Words;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Find-CnnArchitecture: names a network, or totals, by what the catalogue has: torchvision ResNet50, batch norms
/// folded.
/// </summary>
[Cmdlet(
    VerbsCommon.Find,
    "CnnArchitecture",
    DefaultParameterSetName = NetworkSet,
    HelpUri = HelpLinks.FindCnnArchitecture
)]
[OutputType(typeof(ArchitectureMatch))]
public sealed class FindCnnArchitectureCommand : StoppableCommand
{
    private const string NetworkSet = "Network";

    private const string TotalsSet = "Totals";

    private readonly List<object?> _network = [];

    /// <summary>Layers in order, a network or measured rows.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = NetworkSet)]
    [Alias("Network", "Model", "Layer")]
    [AllowEmptyCollection]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>All parameters: a number, or a text as 25.6M.</summary>
    [Parameter(ParameterSetName = TotalsSet, ValueFromPipelineByPropertyName = true)]
    public string? Parameters { get; set; }

    /// <summary>All multiply-accumulates: a number, or a text as 4.1G.</summary>
    [Parameter(ParameterSetName = TotalsSet, ValueFromPipelineByPropertyName = true)]
    public string? Macs { get; set; }

    /// <summary>The language of what is said: any Chinese culture, or English.</summary>
    [Parameter]
    [ValueCompletions("en", "zh")]
    public CultureInfo? Culture { get; set; }

    private Wording Words => field ??= SpokenLanguage.Of(this, Culture);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == NetworkSet)
            _network.Add(InputObject);
        else
            FindTotals();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (
            var network in MeasuredNetworks.Of(
                this,
                _network,
                new MeasureOptions(),
                error => WriteError(error),
                Cancellation
            )
        )
            WriteObject(ArchitectureFinder.Find(network, Words, Cancellation), enumerateCollection: true);
    }

    private void FindTotals()
    {
        if (Read(Parameters, out var parameters) && Read(Macs, out var macs))
            WriteObject(ArchitectureFinder.Find(parameters, macs, Words, Cancellation), enumerateCollection: true);
    }

    private bool Read(string? text, out Figure? figure)
    {
        figure = string.IsNullOrWhiteSpace(text) ? null : Figure.Parse(text!);
        if (figure is not null || string.IsNullOrWhiteSpace(text))
            return true;
        WriteError(ErrorRecords.NotAFigure(text!));
        return false;
    }
}
