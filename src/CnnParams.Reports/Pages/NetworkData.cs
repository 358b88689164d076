using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Reports.Pages;

/// <summary>
/// A measured network as the page's script reads it: the totals, and the rows column by column. Everything is a
/// property of a row; what is drawn of it is the script's.
/// </summary>
internal sealed class NetworkData(NetworkMeasurement network, TextIndex texts)
{
    private static readonly (string Name, Func<LayerMeasurement, string> Text)[] TextColumns =
    [
        ("name", row => row.Name),
        ("type", row => row.Type),
        ("kind", row => LayerKinds.Of(row.GetLayer()).ToString()),
        ("inputShape", row => row.InputShapes.ToString()),
        ("outputShape", row => row.OutputShapes.ToString()),
        ("formula", row => row.Formula),
        ("calculation", row => row.Calculation),
        ("legend", row => row.Legend),
        ("shapeFormula", row => row.ShapeFormula),
        ("shapeCalculation", row => row.ShapeCalculation),
        ("shapeLegend", row => row.ShapeLegend),
        ("macsFormula", row => row.MacsFormula),
        ("macsCalculation", row => row.MacsCalculation),
        ("macsLegend", row => row.MacsLegend),
        ("receptiveField", row => row.ReceptiveField?.ToString() ?? ""),
        ("parametersTrust", row => row.ParametersTrust.ToString()),
        ("macsTrust", row => row.MacsTrust.ToString()),
        ("shapeTrust", row => row.ShapeTrust.ToString()),
        ("trustReason", row => row.TrustReason),
        ("sharedWith", row => row.SharedWith.ToString()),
    ];

    private static readonly (string Name, Func<LayerMeasurement, long?> Number)[] NumberColumns =
    [
        ("activationSize", row => row.ActivationSize),
        ("parameters", row => row.Parameters),
        ("trainableParameters", row => row.TrainableParameters),
        ("nonTrainableParameters", row => row.NonTrainableParameters),
        ("buffers", row => row.Buffers),
        ("sharedParameters", row => row.SharedParameters),
        ("macs", row => row.Macs),
        ("biasAdds", row => row.BiasAdds),
        ("elementOperations", row => row.ElementOperations),
        ("flops", row => row.Flops),
        ("weightBytes", row => row.WeightBytes),
        ("activationBytes", row => row.ActivationBytes),
        ("memoryTraffic", row => row.MemoryTraffic),
        ("liveBytes", row => row.LiveBytes),
        ("resolution", row => Resolution(row.OutputShape)),
        ("channels", row => row.OutputShape.GetChannels().Size),
    ];

    /// <exception cref="LayerException">A sum is larger than 2^63-1.</exception>
    internal void Write(JsonText json, CancellationToken cancellation)
    {
        json.Begin('{');
        json.Key("name").Text(network.Totals.Name);
        json.Key("source").Text(Source());
        WriteTotals(json);
        json.Key("problems").Texts(network.Problems.Select(problem => problem.Message));
        json.Key("warnings").Texts(network.Network.Warnings);
        WriteRows(json, cancellation);
        WriteBlocks(json);
        json.End('}');
    }

    private void WriteTotals(JsonText json)
    {
        var totals = network.Totals;
        json.Key("totals").Begin('{');
        json.Key("layers").Number(totals.Layers);
        json.Key("parameters").Number(totals.Parameters);
        json.Key("trainableParameters").Number(totals.TrainableParameters);
        json.Key("nonTrainableParameters").Number(totals.NonTrainableParameters);
        json.Key("buffers").Number(totals.Buffers);
        json.Key("view").Text(totals.View.ToString());
        json.Key("weightBytes").Number(totals.WeightBytes);
        json.Key("dataType").Text(totals.DataType);
        json.Key("batchSize").Number(totals.BatchSize);
        json.Key("activationSize").Number(totals.ActivationSize);
        json.Key("activationBytes").Number(totals.ActivationBytes);
        json.Key("peakActivationBytes").Number(totals.PeakActivationBytes);
        json.Key("peakLayer").Text(totals.PeakLayer ?? "");
        json.Key("macs").Number(totals.Macs);
        json.Key("flops").Number(totals.Flops);
        json.Key("memoryTraffic").Number(totals.MemoryTraffic);
        json.Key("receptiveField").Text(totals.ReceptiveField?.ToString() ?? "");
        json.Key("parametersTrust").Text(totals.ParametersTrust.ToString());
        json.Key("macsTrust").Text(totals.MacsTrust.ToString());
        json.Key("shapeTrust").Text(totals.ShapeTrust.ToString());
        json.Key("trustReasons").Texts(totals.TrustReasons);
        json.End('}');
    }

    private void WriteRows(JsonText json, CancellationToken cancellation)
    {
        json.Key("columns").Begin('{');
        foreach (var (name, text) in TextColumns)
        {
            cancellation.ThrowIfCancellationRequested();
            json.Key(name).Numbers(network.Rows.Select(row => (long?)texts.NumberOf(text(row))));
        }

        foreach (var (name, number) in NumberColumns)
            json.Key(name).Numbers(network.Rows.Select(number));
        json.Key("field").Begin('[');
        foreach (var row in network.Rows)
            json.Number(row.ReceptiveField?.Size);
        json.End(']').End('}');

        json.Key("reads").Begin('[');
        for (int layer = 0; layer < network.Rows.Count; layer++)
            json.Numbers(network.GetReads(layer).Select(read => (long?)read.Layer).Where(read => read >= 0).Distinct());
        json.End(']');
        json.Key("input").Numbers(InputExtents());
    }

    private void WriteBlocks(JsonText json)
    {
        var folded = new FoldedBlocks(network);
        json.Key("labels").Numbers(folded.Labels.Select(label => (long?)texts.NumberOf(label)));
        json.Key("parents").Numbers(folded.Parents.Select(parent => (long?)parent));
        json.Key("blocks").Begin('[');
        foreach (var block in folded.Blocks)
        {
            var measured = block.Measured;
            json.Begin('{');
            json.Key("parent").Number(block.Parent);
            json.Key("label").Text(block.Label);
            json.Key("name").Text(measured.Name);
            json.Key("layers").Number(measured.Layers);
            json.Key("inputShape").Text(measured.InputShape?.ToString() ?? "");
            json.Key("outputShape").Text(measured.OutputShape.ToString());
            json.Key("resolution").Number(Resolution(measured.OutputShape));
            json.Key("channels").Number(measured.OutputShape.GetChannels().Size);
            json.Key("parameters").Number(measured.Parameters);
            json.Key("sharedParameters").Number(measured.SharedParameters);
            json.Key("calculation").Text(measured.Calculation);
            json.Key("macs").Number(measured.Macs);
            json.Key("macsCalculation").Text(measured.MacsCalculation);
            json.Key("activationSize").Number(measured.ActivationSize);
            json.Key("activationBytes").Number(measured.ActivationBytes);
            json.Key("liveBytes").Number(measured.LiveBytes);
            json.Key("receptiveField").Text(measured.ReceptiveField?.ToString() ?? "");
            json.Key("parametersTrust").Text(measured.ParametersTrust.ToString());
            json.Key("macsTrust").Text(measured.MacsTrust.ToString());
            json.Key("shapeTrust").Text(measured.ShapeTrust.ToString());
            json.Key("trustReason").Text(measured.TrustReason);
            json.End('}');
        }

        json.End(']');
    }

    private string Source() =>
        string.Join(
            ", ",
            new[] { Path.GetFileName(network.Network.Path), network.Network.Format, network.Network.Producer }.Where(
                part => !string.IsNullOrEmpty(part)
            )
        );

    // The spatial axes of the first input: the picture that receptive fields lie on.
    private IEnumerable<long?> InputExtents()
    {
        var shape =
            network.Rows.FirstOrDefault(row => LayerKinds.Of(row.GetLayer()) == LayerKind.Input)?.OutputShape
            ?? TensorShape.Unknown;
        return shape.GetSpatial().Select(axis => axis.Size);
    }

    private static long? Resolution(TensorShape shape) => shape.GetSpatial() is { Count: > 0 } axes ? axes[0].Size : 1;
}
