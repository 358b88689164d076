using System.Globalization;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Quantizing;

/// <summary>
/// What a network takes in a quantised file, in flash memory for one: weights, biases, quantisation constants, and an
/// estimate of the graph.
/// </summary>
public sealed class NetworkQuantization
{
    private readonly NetworkMeasurement _measurement;

    private NetworkQuantization(NetworkMeasurement measurement, QuantizationOptions options)
    {
        _measurement = measurement;
        Options = options;
        bool[] fused = FusedLayers.Of(measurement);
        Rows = [.. measurement.Rows.Select(row => new LayerQuantization(this, row, fused[row.Index]))];
        foreach (var row in Rows)
        {
            WeightBytes = checked(WeightBytes + (row.WeightBytes ?? 0));
            BiasBytes = checked(BiasBytes + (row.BiasBytes ?? 0));
            ConstantBytes = checked(ConstantBytes + (row.ConstantBytes ?? 0));
            ActivationConstantBytes = checked(ActivationConstantBytes + row.ActivationConstantBytes);
            OverheadBytes = checked(OverheadBytes + row.OverheadBytes);
        }

        FlashBytes = checked(WeightBytes + BiasBytes + ConstantBytes + ActivationConstantBytes + OverheadBytes);
    }

    /// <summary>The network's name; empty for one that was typed.</summary>
    public string Name => _measurement.Network.Name;

    /// <summary>How the numbers of most layers are stored.</summary>
    public QuantizationScheme Scheme => Options.Scheme;

    /// <summary>The format whose conventions hold.</summary>
    public QuantizedFormat Format => Options.Format;

    /// <summary>What has a scale of its own.</summary>
    public Granularity Granularity => Options.Granularity;

    /// <summary>The parameters, batch norms folded.</summary>
    public long Parameters => _measurement.Totals.Parameters;

    /// <summary>Bytes of the weights without the biases.</summary>
    public long WeightBytes { get; }

    /// <summary>Bytes of the biases.</summary>
    public long BiasBytes { get; }

    /// <summary>Bytes of the scales and zero points of weights and biases.</summary>
    public long ConstantBytes { get; }

    /// <summary>Bytes of the scales and zero points of the network's input and of what layers compute.</summary>
    public long ActivationConstantBytes { get; }

    /// <summary>An estimate of what the graph takes beside: operators, shapes, names, padding.</summary>
    public long OverheadBytes { get; }

    /// <summary>All of these, the estimate among them.</summary>
    public long FlashBytes { get; }

    /// <summary>Bytes of the same parameters as floats of 32 bits.</summary>
    public long Float32Bytes => DataType.Float32.Bytes(Parameters);

    /// <summary>How far the bytes of the weights can be trusted.</summary>
    public Trust Trust => _measurement.Totals.ParametersTrust;

    /// <summary>Which layers keep the totals from being exact, and why.</summary>
    public TextList<string> TrustReasons => _measurement.Totals.TrustReasons;

    internal QuantizationOptions Options { get; }

    internal IReadOnlyList<LayerQuantization> Rows { get; }

    /// <summary>Quantises a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How.</param>
    /// <param name="measure">How it is measured; batch norms are folded where no view is given.</param>
    /// <param name="cancellation">Stops the pass.</param>
    /// <exception cref="LayerException">A wanted input shape cannot be given, or a size is too large.</exception>
    public static NetworkQuantization Of(
        Network network,
        QuantizationOptions options,
        MeasureOptions? measure = null,
        CancellationToken cancellation = default
    )
    {
        measure ??= new MeasureOptions();
        return Of(
            Measurer.Measure(network, measure with { View = measure.View ?? FoldedView(network) }, cancellation),
            options
        );
    }

    /// <summary>Quantises a network that was measured, its weights as the view has them.</summary>
    /// <exception cref="LayerException">A size is too large.</exception>
    public static NetworkQuantization Of(NetworkMeasurement measurement, QuantizationOptions options)
    {
        try
        {
            return new NetworkQuantization(measurement, options);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"{measurement.Network} takes more than 2^63-1 bytes",
                exception
            );
        }
    }

    // Where training has branches of its own, folding alone would leave them.
    private static ParameterView FoldedView(Network network) =>
        network.View == ParameterView.Fused ? ParameterView.Fused : ParameterView.Folded;

    /// <summary>The rows that the totals are of. A method, so that it is no column of an exported table.</summary>
    public IReadOnlyList<LayerQuantization> GetRows() => Rows;

    /// <summary>What is wrong with the network; empty for one that can be built.</summary>
    public IReadOnlyList<NetworkProblem> GetProblems() => _measurement.Problems;

    /// <summary>The totals in a line, as the heading of the table shows them.</summary>
    public override string ToString() =>
        string.Format(
            CultureInfo.InvariantCulture,
            "{0}{1}about {2} bytes as {3}: {4} weights, {5} biases, {6} constants, about {7} graph",
            Name.Length > 0 ? Name + ": " : "",
            Trust == Trust.Exact ? "" : "at least ",
            FlashBytes,
            Options,
            WeightBytes,
            BiasBytes,
            checked(ConstantBytes + ActivationConstantBytes),
            OverheadBytes
        );
}
