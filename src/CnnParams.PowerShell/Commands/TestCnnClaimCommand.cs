using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CnnParams.Auditing;
using CnnParams.Auditing.Summaries;
using CnnParams.Catalogue;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.PowerShell.Completion;
using CnnParams.Words;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Test-CnnClaim: holds figures that somebody gave for a network against the true ones, and says which mistake leads to
/// exactly the wrong figure. What comes through the pipeline is the network, or with -Network, the claims.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "CnnClaim", DefaultParameterSetName = NetworkArrives, HelpUri = HelpLinks.TestCnnClaim)]
[OutputType(typeof(Verdict))]
public sealed class TestCnnClaimCommand : AssumingCommand
{
    private const string NetworkArrives = "Network";

    private const string ClaimsArrive = "Claims";

    private readonly List<object?> _network = [];
    private readonly List<ClaimedRow> _claims = [];
    private readonly List<string> _texts = [];

    /// <summary>
    /// Layers in order, a network, a catalogue entry or measured rows; or with -Network, the claims. Where there is
    /// neither, the claims name their networks.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = NetworkArrives)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ClaimsArrive)]
    [AllowEmptyCollection]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>
    /// Objects that claim: a name and figures, by the names of their properties. A number is a claim about the whole
    /// network, of what its unit says: 25.6M, 4.1 GMACs, 98 MB. A text may be a sentence or a table.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = NetworkArrives)]
    [Parameter(Position = 0, ParameterSetName = ClaimsArrive)]
    [Alias("Claims")]
    [AllowNull]
    public PSObject[] Claim { get; set; } = [];

    /// <summary>
    /// The network that claims are held against: layers, a network, a catalogue entry, measured rows, or the name of an
    /// architecture.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ClaimsArrive)]
    [Alias("Model", "Layer")]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    public PSObject[] Network { get; set; } = [];

    /// <summary>A claim about all parameters: a number, or a text as 25.6M; or about their size: 98 MB.</summary>
    [Parameter]
    public string? TotalParameters { get; set; }

    /// <summary>A claim about all multiply-accumulates: a number, or a text as 4.1G.</summary>
    [Parameter]
    public string? TotalMacs { get; set; }

    /// <summary>Reports layers with parameters that no claim is about.</summary>
    [Parameter]
    public SwitchParameter IncludeMissing { get; set; }

    /// <summary>The language of what is said: any Chinese culture, or English.</summary>
    [Parameter]
    [ValueCompletions("en", "zh")]
    public CultureInfo? Culture { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Where nothing is piped, what is claimed stands in parameters.
        if (InputObject is null && !MyInvocation.ExpectingInput)
            return;
        if (ParameterSetName == ClaimsArrive)
            AddClaims(InputObject);
        else
            _network.Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var claim in Claim ?? [null!])
            AddClaims(claim);
        // Texts that come alone are no network, but what is claimed of those that they name.
        bool areClaims =
            !MyInvocation.BoundParameters.ContainsKey(nameof(Claim))
            && TotalParameters is null
            && TotalMacs is null
            && _network.Count > 0
            && _network.TrueForAll(item =>
                PipelineValue.Plain(item) is string text && Architectures.Find(text) is null
            );
        if (areClaims)
        {
            _texts.AddRange(_network.Select(item => (string)PipelineValue.Plain(item)!));
            _network.Clear();
        }

        AddTexts();
        AddTotal(ClaimedQuantity.Parameters, TotalParameters);
        AddTotal(ClaimedQuantity.Macs, TotalMacs);
        _network.AddRange(Network);
        // A claim alone, without a name, is about the whole.
        if (_claims is [{ Name: "", Type: "" } only])
            _claims[0] = only.AsTotal();
        if (_claims.Count == 0)
        {
            WriteError(ErrorRecords.NoClaim());
            return;
        }

        if (_network.Count == 0 && (areClaims || !MyInvocation.ExpectingInput))
            AddNamedNetworks();
        if (_network.Count == 0)
        {
            WriteError(ErrorRecords.NoNetworkOfClaims(ClaimedTables.Unlisted(string.Join("\n", _texts))));
            return;
        }

        try
        {
            NetworkMeasurement[] networks =
            [
                .. MeasuredNetworks.Of(this, InFittingVariants(), Options, error => WriteError(error), Cancellation),
            ];
            foreach (var (truth, rows) in ClaimedTables.Pair(networks, _claims))
                Audit(truth, rows);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, InputShape));
        }
    }

    private Wording Words => field ??= SpokenLanguage.Of(this, Culture);

    // Names leave open which of their variants claims are about.
    private object?[] InFittingVariants()
    {
        (Architecture Architecture, IReadOnlyList<ClaimedRow> Rows)[] named =
        [
            .. _network
                .Select(NamedBy)
                .OfType<Architecture>()
                .Distinct()
                .Select(architecture => (architecture, ClaimedTables.About(architecture, _claims))),
        ];
        if (FittingVariants.Of(named, Options, Cancellation) is not { } fitting)
            return [.. _network];
        WriteWarning(fitting.ToString());
        return
        [
            .. _network.Select(item =>
                NamedBy(item) is { } architecture
                && fitting.Entries.FirstOrDefault(entry => entry.Name == architecture.Name) is { } entry
                    ? entry
                    : item
            ),
        ];
    }

    private static Architecture? NamedBy(object? item) =>
        PipelineValue.Plain(item) is string name ? Architectures.Find(name) : null;

    // "VGG16 has 138M parameters" says itself what it is about.
    private void AddNamedNetworks()
    {
        string[] names =
        [
            .. _claims
                .Select(claim => claim.Network)
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        string[] unknown = [.. names.Where(name => Architectures.Find(name) is null)];
        _network.AddRange(names.Except(unknown));
        if (unknown.Length > 0)
            WriteWarning(
                PrintableText.Of(
                    $"The catalogue has no {string.Join(", ", unknown.Select(name => $"'{name}'"))}: "
                        + "what is claimed of it is left out."
                )
            );
    }

    private void Audit(NetworkMeasurement truth, IReadOnlyList<ClaimedRow> rows)
    {
        var words = Words;
        WriteObject(Auditor.Audit(truth, rows, words, Cancellation), enumerateCollection: true);
        if (IncludeMissing)
            WriteObject(Auditor.Missing(truth, rows, words), enumerateCollection: true);
    }

    private void AddTotal(ClaimedQuantity quantity, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            _claims.Add(ClaimedRow.OfTotal(quantity, text!));
    }

    // Lines that claim nothing alone may be those of a table.
    private void AddTexts()
    {
        string all = string.Join("\n", _texts);
        if (ClaimedTables.OfNetworks(all) is { Count: > 0 } networks)
        {
            _claims.AddRange(networks);
            return;
        }

        var totals = _texts.ConvertAll(text => text.Split('\n').SelectMany(ClaimedRow.OfTotals).ToArray());
        bool mayBeTable = _texts.Exists(text => text.Contains('\n')) || totals.Exists(rows => rows.Length == 0);
        if (mayBeTable && Summaries(all) is { } summaries)
        {
            foreach (var summary in summaries)
            {
                foreach (string warning in summary.Warnings)
                    WriteWarning(PrintableText.Of(warning));
                foreach (var row in summary.Rows)
                    AddClaims(PSObject.AsPSObject(row));
            }

            return;
        }

        for (int i = 0; i < _texts.Count; i++)
        {
            _claims.AddRange(totals[i]);
            if (totals[i].Length == 0)
                WriteError(ErrorRecords.NotAClaim(_texts[i]));
        }
    }

    private IReadOnlyList<Summary>? Summaries(string text)
    {
        try
        {
            return SummaryReader.ReadAll(text, Cancellation);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private void AddClaims(PSObject? claim)
    {
        if (claim is null)
        {
            WriteError(ErrorRecords.NotAClaim(claim));
            return;
        }

        if (claim.BaseObject is IEnumerable items and not (string or IDictionary))
        {
            foreach (object? item in items)
                AddClaims(PSObject.AsPSObject(item));
            return;
        }

        if (claim.BaseObject is string or ValueType && SettingValue.Text(claim.BaseObject) is var text)
        {
            _texts.Add(text);
            return;
        }

        var row = ClaimedRow.Of(PipelineValue.Properties(claim), claim);
        if (row.Claims.Count == 0 && row.Name.Length == 0 && row.Type.Length == 0)
        {
            WriteError(ErrorRecords.NotAClaim(claim));
            return;
        }

        if (row.Claims.Count == 0 && row.Unread.Count > 0)
            WriteWarning(
                $"What '{row}' says of {string.Join(", ", row.Unread.Select(column => $"'{column}'"))} claims nothing "
                    + "that is known: write Parameters, OutputShape, ActivationSize, Macs, Flops or Size."
            );
        _claims.Add(row);
    }
}
