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
    /// <exception cref="LayerException">The wanted input shape cannot be given to this network, or a total is too
    /// large.</exception>
    public static NetworkMeasurement Measure(
        Network network,
        MeasureOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new MeasureOptions();
        return MeasureAsIs(ImageSizes.Followed(WithShapes(network, options), cancellation), options, cancellation);
    }

    /// <summary>Measures a network whose input shapes and sizes are as they are asked for.</summary>
    internal static NetworkMeasurement MeasureAsIs(
        Network network,
        MeasureOptions options,
        CancellationToken cancellation
    )
    {
        var graph = new NetworkGraph(network);
        var measurement = new NetworkMeasurement(network, graph, options);
        var numbers = measurement.Numbers;
        foreach (int index in graph.Order)
        {
            cancellation.ThrowIfCancellationRequested();
            numbers[index] = MeasureLayer(
                measurement,
                index,
                graph.Layers[index].Seen(Inputs(measurement, index), network.Layout)
            );
        }

        NormalizationFolding.Apply(measurement);
        WeightSharing.Apply(measurement);
        CheckTotals(measurement);
        return measurement;
    }

    /// <summary>The network with the input shapes that are asked for.</summary>
    /// <exception cref="LayerException">They cannot be given to this network.</exception>
    internal static Network WithShapes(Network network, MeasureOptions options)
    {
        if (options.InputShape is null && options.InputShapes.Count == 0)
            return network;
        var given = StoredShapes.Tied(network);
        if (options.InputShape is { } shape)
            given = given.WithInputShape(shape);
        if (options.InputShapes.Count > 0)
            given = given.WithInputShapes(options.InputShapes);
        return WeightsOfFile.Held(given, network);
    }

    /// <summary>
    /// Measures one layer for the input shapes, without a network around it; a failure is in the row.
    /// </summary>
    internal static LayerMeasurement MeasureAlone(
        Layer layer,
        LayerInputs inputs,
        ParameterView view,
        ShapeLayout? layout,
        MeasureOptions options
    )
    {
        var network = new Network([layer])
        {
            HasGraph = false,
            View = view,
            Layout = layout,
        };
        var measurement = new NetworkMeasurement(network, new NetworkGraph(network), options);
        measurement.Numbers[0] = MeasureLayer(measurement, 0, layer.Seen(inputs, layout));
        return measurement.Rows[0];
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
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"The totals of {measurement.Network} are larger than 2^63-1.",
                exception
            );
        }
    }

    private static LayerInputs Inputs(NetworkMeasurement measurement, int index)
    {
        var reads = measurement.Graph.Reads[index];
        if (reads.Length == 1)
            return new LayerInputs(Input(measurement, index, reads[0]));

        var shapes = new TensorShape[reads.Length];
        for (int i = 0; i < reads.Length; i++)
            shapes[i] = Input(measurement, index, reads[i]);
        return new LayerInputs(shapes);
    }

    private static TensorShape Input(NetworkMeasurement measurement, int reader, LayerOutput read)
    {
        if (read.Layer < 0)
            return TensorShape.Unknown.As(measurement.Network.Layout ?? ShapeLayout.ChannelsLast);

        ref var before = ref measurement.Numbers[read.Layer];
        if (read.Output == 0)
            return before.OutputShape;
        var outputs = before.Outputs;
        if (read.Output < outputs.Count)
            return outputs[read.Output];
        // An impossible layer has no outputs to choose from; its own error has been reported.
        if (before.Failure is null)
        {
            measurement.Graph.Report(
                reader,
                ErrorId.UnknownInput,
                $"it reads output {read.Output} of '{measurement.Graph.Names[read.Layer]}', which has {outputs.Count}; "
                    + "they count from 0"
            );
        }

        return TensorShape.Unknown;
    }

    private static LayerNumbers MeasureLayer(NetworkMeasurement measurement, int index, LayerInputs inputs)
    {
        var graph = measurement.Graph;
        var layer = graph.Layers[index];
        int problems = graph.Problems.Count;
        try
        {
            CheckArity(graph, index, inputs);
            return new LayerNumbers(measurement, layer, inputs);
        }
        catch (LayerException exception)
        {
            if (exception.Id != ErrorId.WrongInputCount)
                graph.Report(index, exception.Id, exception.Message);
        }
        catch (OverflowException)
        {
            graph.Report(
                index,
                ErrorId.SizeOverflow,
                "a size is larger than 2^63-1; check the shape, filters and units"
            );
        }
        catch (Exception exception) when (RuleFailure.Is(exception))
        {
            graph.Report(
                index,
                ErrorId.InvalidShape,
                $"it cannot read {string.Join(", ", inputs.Shapes)}: {RuleFailure.Describe(exception)}"
            );
        }

        string failure =
            graph.Problems.Count > problems ? graph.Problems[problems].Message : "it reads a wrong number of layers";
        return new LayerNumbers(measurement, layer, inputs, failure);
    }

    // Reported when the graph was made; here it keeps the rules from reading what is not there.
    private static void CheckArity(NetworkGraph graph, int index, LayerInputs inputs)
    {
        var (fewest, most) = graph.Layers[index].GetArity();
        bool known = graph.Reads[index].Length > 0 || fewest == 0;
        if (known && (inputs.Count < fewest || inputs.Count > most))
            throw new LayerException(ErrorId.WrongInputCount, "");
    }
}
