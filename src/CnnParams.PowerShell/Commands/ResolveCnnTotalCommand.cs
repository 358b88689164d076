using System.Globalization;
using System.Management.Automation;
using CnnParams.Auditing;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Resolve-CnnTotal: leads the total of one network, or of one view, to that of another by terms that have names.
/// </summary>
[Cmdlet(VerbsDiagnostic.Resolve, "CnnTotal", HelpUri = HelpLinks.ResolveCnnTotal)]
[OutputType(typeof(TotalTerm))]
public sealed class ResolveCnnTotalCommand : AssumingCommand
{
    private readonly List<object?> _network = [];

    /// <summary>
    /// The first network: layers in order, a network, a catalogue entry, measured rows, or the name of an architecture.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Network", "Model")]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>The second network; the same one when not given, in another view.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNull]
    public PSObject[] With { get; set; } = [];

    /// <summary>What counts as a parameter of the second network.</summary>
    [Parameter]
    public ParameterView WithView { get; set; }

    /// <summary>Resolves multiply-accumulates, not parameters.</summary>
    [Parameter]
    public SwitchParameter Macs { get; set; }

    /// <summary>The language of the names: any Chinese culture, or English.</summary>
    [Parameter]
    [ValueCompletions("en", "zh")]
    public CultureInfo? Culture { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _network.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        object?[] second = With.Length > 0 ? With : [.. _network];
        var to = Measured(second, Options with { View = Bound(nameof(WithView), WithView) }).FirstOrDefault();
        if (to is null)
            return;
        var words = SpokenLanguage.Of(this, Culture);
        foreach (var from in Measured(_network, Options))
        {
            WriteObject(
                Macs ? Reconciliation.OfMacs(from, to, words) : Reconciliation.OfParameters(from, to, words),
                enumerateCollection: true
            );
        }
    }

    private IEnumerable<NetworkMeasurement> Measured(IEnumerable<object?> network, MeasureOptions options) =>
        MeasuredNetworks.Of(this, network, options, error => WriteError(error), Cancellation);
}
