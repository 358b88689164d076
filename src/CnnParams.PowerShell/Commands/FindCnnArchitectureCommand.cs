using System.Globalization;
using System.Management.Automation;
using CnnParams.Auditing;
using CnnParams.Auditing.Naming;
using CnnParams.Catalogue;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
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

    /// <summary>Layers in order, a network or measured rows; or a number: 14714688, 25.6M, 4.1 GMACs.</summary>
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
        if (ParameterSetName == TotalsSet)
            FindTotals();
        else if (NumberIn(InputObject) is { } number)
            Write(
                number.Quantity == ClaimedQuantity.Parameters ? number.Figure : null,
                number.Quantity == ClaimedQuantity.Macs ? number.Figure : null
            );
        else
            _network.Add(InputObject);
    }

    // 14714688, 25.6M and 4.1 GMACs are no networks, but say what one has.
    private static Claim? NumberIn(object? input) =>
        PipelineValue.Plain(input) is (string or ValueType) and var value
        && SettingValue.Text(value) is var text
        && Architectures.Find(text) is null
        && ClaimedRow.OfTotal(text)?.Claims[0] is { } claim
        && claim.Quantity is ClaimedQuantity.Parameters or ClaimedQuantity.Macs
            ? claim
            : null;

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
            Write(parameters, macs);
    }

    private void Write(Figure? parameters, Figure? macs) =>
        WriteObject(ArchitectureFinder.Find(parameters, macs, Words, Cancellation), enumerateCollection: true);

    private bool Read(string? text, out Figure? figure)
    {
        figure = string.IsNullOrWhiteSpace(text) ? null : Figure.Parse(text!);
        if (figure is not null || string.IsNullOrWhiteSpace(text))
            return true;
        WriteError(ErrorRecords.NotAFigure(text!));
        return false;
    }
}
