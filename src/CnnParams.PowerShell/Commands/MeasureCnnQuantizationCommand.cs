using System.Collections;
using System.Management.Automation;
using CnnParams.Networks;
using CnnParams.Quantizing;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Measure-CnnQuantization: what a network takes when it is quantised: weights, biases, scales and zero points, and an
/// estimate of the graph, layer by layer.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "CnnQuantization", HelpUri = HelpLinks.MeasureCnnQuantization)]
[OutputType(typeof(LayerQuantization))]
[OutputType(typeof(NetworkQuantization))]
public sealed class MeasureCnnQuantizationCommand : NetworkCommand
{
    private SchemeOverrides _overrides = SchemeOverrides.None;
    private QuantizationOptions _quantization = new();

    /// <summary>How the numbers of layers are stored.</summary>
    [Parameter]
    public QuantizationScheme Scheme { get; set; } = QuantizationScheme.Int8;

    /// <summary>The format whose conventions hold.</summary>
    [Parameter]
    public QuantizedFormat Format { get; set; } = QuantizedFormat.TFLite;

    /// <summary>What has a scale of its own.</summary>
    [Parameter]
    public Granularity Granularity { get; set; } = Granularity.Usual;

    /// <summary>Other schemes for some layers, by patterns of their names.</summary>
    [Parameter]
    public IDictionary? Override { get; set; }

    /// <summary>Gives one object with the totals instead of the rows.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _overrides = SchemeOverrides.Read(Override);
        }
        catch (LayerException exception)
        {
            ThrowTerminatingError(ErrorRecords.Of(exception, Override));
        }

        _quantization = new QuantizationOptions
        {
            Scheme = Scheme,
            Format = Format,
            Granularity = Granularity,
            Overrides = _overrides.Of,
        };
    }

    private protected override void Process(Network network)
    {
        try
        {
            var quantized = NetworkQuantization.Of(network, _quantization, Options, Cancellation);
            foreach (var problem in quantized.GetProblems())
                WriteError(ErrorRecords.Of(problem));
            foreach (string pattern in _overrides.Unused(quantized.GetRows().Select(row => row.Name)))
                WriteWarning($"No layer of {network} has a name like '{pattern}', for which -Override has a scheme.");
            if (Summary)
                WriteObject(quantized);
            else
                WriteObject(quantized.GetRows(), enumerateCollection: true);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, network));
        }
    }
}
