using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.PowerShell.Completion;
using CnnParams.Reports.Handouts;
using CnnParams.Words;

namespace CnnParams.PowerShell.Commands;

/// <summary>Show-CnnExplanation: explains layers as a teacher would, in English or Chinese.</summary>
[Cmdlet(VerbsCommon.Show, "CnnExplanation", SupportsShouldProcess = true, HelpUri = HelpLinks.ShowCnnExplanation)]
[OutputType(typeof(LayerExplanation))]
[OutputType(typeof(string))]
public sealed class ShowCnnExplanationCommand : StoppableCommand
{
    // A network has more, and nobody reads them all in a message.
    private const int MostListed = 12;

    private readonly List<object?> _network = [];
    private readonly List<string> _seen = [];
    private readonly HashSet<string> _found = [];
    private TextFiles? _files;

    /// <summary>Measured rows, layers in order, networks, or names of layer types.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Type", "Layer")]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
    [AllowEmptyCollection]
    public PSObject? InputObject { get; set; }

    /// <summary>Names of the layers to explain; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The language: any Chinese culture, or English.</summary>
    [Parameter]
    [ValueCompletions("en", "zh")]
    public CultureInfo? Culture { get; set; }

    /// <summary>Gives plain text, not objects.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Writes a handout of each network to a file, or with - hands it on.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Makes a handout of each network: Markdown or Html. The extension of -Path says it, too.</summary>
    [Parameter]
    [ValidateSet("Markdown", "Html")]
    public string? Format { get; set; }

    private bool IsHandout => Path is not null || Format is not null;

    private Wording Words => field ??= SpokenLanguage.Of(this, Culture);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? plain = PipelineValue.Plain(InputObject);
        if (plain is IEnumerable items and not string)
        {
            foreach (object? item in items)
                Take(PipelineValue.Plain(item));
        }
        else
        {
            Take(plain);
        }
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
        {
            if (IsHandout)
                Hand(network);
            else
                network.Rows.ToList().ForEach(Explain);
        }

        if (_seen.Count > 0)
            Miss();
    }

    // A name without wildcards is one that should be there.
    private void Miss()
    {
        foreach (string name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Except(_found))
            WriteError(ErrorRecords.NoSuchName("layer", name, _seen, ErrorId.InvalidChoice, MostListed));
    }

    private void Take(object? item)
    {
        switch (item)
        {
            case LayerMeasurement row when !IsHandout:
                Explain(row);
                break;
            case LayerTypeCard card:
                Write(card.Explain(Words));
                break;
            case string type when LayerTypes.Find(type) is { } known:
                Write(new LayerTypeCard(known).Explain(Words));
                break;
            default:
                _network.Add(item);
                break;
        }
    }

    private void Explain(LayerMeasurement row)
    {
        _seen.Add(row.Name);
        string[] asked =
        [
            .. Name.Where(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(row.Name)),
        ];
        _found.UnionWith(asked);
        if (asked.Length > 0)
            Write(new LayerExplanation(row, Words));
    }

    // Apart, so that explanations alone do not load the reports.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Hand(NetworkMeasurement network)
    {
        _files ??= new TextFiles(this, Path ?? "-") { Cancellation = Cancellation };
        if (_files.Choose(Handout.Formats, Format) is { } format)
            _files.Write(network.Network, format.Extensions[0], () => format.Write(network, Words));
    }

    private void Write(LayerExplanation explanation) =>
        WriteObject(AsText ? PrintableText.Lines(explanation.Text) : explanation);
}
