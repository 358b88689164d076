using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.PowerShell.Completion;
using CnnParams.Words;

namespace CnnParams.PowerShell.Commands;

/// <summary>Show-CnnExplanation: explains layers as a teacher would, in English or Chinese.</summary>
[Cmdlet(VerbsCommon.Show, "CnnExplanation", HelpUri = HelpLinks.ShowCnnExplanation)]
[OutputType(typeof(LayerExplanation))]
[OutputType(typeof(string))]
public sealed class ShowCnnExplanationCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<object?> _network = [];

    /// <summary>Measured rows, layers in order, networks, or names of layer types.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Type", "Layer")]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
    [AllowEmptyCollection]
    public PSObject? InputObject { get; set; }

    /// <summary>Names of the layers to explain; wildcards are allowed. All when not given.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The language: any Chinese culture, or English.</summary>
    [Parameter]
    [ValueCompletions("en", "zh")]
    public CultureInfo? Culture { get; set; }

    /// <summary>Gives plain text, not objects.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    private Wording Words => Wording.For(Culture ?? CultureInfo.CurrentUICulture);

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
        foreach (var network in MeasuredNetworks.Of(_network, new MeasureOptions(), error => WriteError(error), _stop.Token))
        {
            foreach (var row in network.Rows)
                Explain(row);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Take(object? item)
    {
        switch (item)
        {
            case LayerMeasurement row:
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
        if (Name.Any(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(row.Name)))
            Write(new LayerExplanation(row, Words));
    }

    private void Write(LayerExplanation explanation) => WriteObject(AsText ? explanation.Text : explanation);
}
