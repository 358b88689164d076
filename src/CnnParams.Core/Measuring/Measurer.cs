using CnnParams.Layers;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>
/// The one pass over a network: shapes forward from layer to layer, weights and cost of each. What is wrong with a
/// layer is reported and leaves its numbers unknown; the others are measured all the same.
/// </summary>
public static class Measurer
{
    /// <summary>Measures a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">What to assume; as the network says when not given.</param>
    /// <param name="cancellation">Stops the pass.</param>
    /// <exception cref="LayerException">The wanted input shape cannot be given to this network, or a total is too large.</exception>
    public static NetworkMeasurement Measure(Network network, MeasureOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new MeasureOptions();
        if (options.InputShape is { } shape)
            network = network.WithInputShape(shape);
        if (options.InputShapes.Count > 0)
            network = network.WithInputShapes(options.InputShapes);

        var graph = new NetworkGraph(network);
        var measurement = new NetworkMeasurement(network, graph, options);
        var rows = measurement.MutableRows;
        foreach (int index in graph.Order)
        {
            cancellation.ThrowIfCancellationRequested();
            rows[index] = MeasureLayer(measurement, index, Arriving(measurement, index));
        }

        NormalizationFolding.Apply(measurement);
        WeightSharing.Apply(measurement);
        CheckTotals(measurement);
        return measurement;
    }

    private static void CheckTotals(NetworkMeasurement measurement)
    {
        try
        {
            var totals = measurement.Totals;
            if (measurement.Options.CostConvention != CostConventions.Own)
                _ = totals.Cost;
        }
        catch (OverflowException exception)
        {
            throw new LayerException(ErrorId.SizeOverflow, $"The totals of {measurement.Network} are larger than 2^63-1.", exception);
        }
    }

    private static LayerInputs Arriving(NetworkMeasurement measurement, int index)
    {
        var reads = measurement.Graph.Reads[index];
        var shapes = new TensorShape[reads.Length];
        for (int i = 0; i < reads.Length; i++)
            shapes[i] = Arriving(measurement, index, reads[i]);
        return new LayerInputs(shapes);
    }

    private static TensorShape Arriving(NetworkMeasurement measurement, int reader, LayerOutput read)
    {
        if (read.Layer < 0)
            return TensorShape.Unknown;

        var outputs = measurement.MutableRows[read.Layer].Outputs;
        if (read.Output < outputs.Count)
            return outputs[read.Output];
        // An impossible layer has no outputs to choose from; its own error has been reported.
        if (measurement.MutableRows[read.Layer].Failure is null)
        {
            measurement.Graph.Report(
                reader,
                ErrorId.UnknownInput,
                $"it reads output {read.Output} of '{measurement.Graph.Names[read.Layer]}', which has {outputs.Count}; they count from 0");
        }

        return TensorShape.Unknown;
    }

    private static LayerMeasurement MeasureLayer(NetworkMeasurement measurement, int index, LayerInputs inputs)
    {
        var graph = measurement.Graph;
        var layer = graph.Layers[index];
        int problems = graph.Problems.Count;
        try
        {
            CheckArity(graph, index, inputs);
            var outputs = layer.OutputShapes(inputs);
            return new LayerMeasurement(measurement, index, inputs, outputs, layer.Weights(inputs), layer.Work(inputs, outputs[0]));
        }
        catch (LayerException exception)
        {
            if (exception.Id != ErrorId.WrongInputCount)
                graph.Report(index, exception.Id, exception.Message);
        }
        catch (OverflowException)
        {
            graph.Report(index, ErrorId.SizeOverflow, "a size is larger than 2^63-1; check the shape, filters and units");
        }

        string failure = graph.Problems.Count > problems ? graph.Problems[problems].Message : "it reads a wrong number of layers";
        return new LayerMeasurement(measurement, index, inputs, failure);
    }

    // Reported when the graph was made; here it keeps the rules from reading what is not there.
    private static void CheckArity(NetworkGraph graph, int index, LayerInputs inputs)
    {
        var (fewest, most) = graph.Layers[index].Arity;
        bool known = graph.Reads[index].Length > 0 || fewest == 0;
        if (known && (inputs.Count < fewest || inputs.Count > most))
            throw new LayerException(ErrorId.WrongInputCount, "");
    }
}
