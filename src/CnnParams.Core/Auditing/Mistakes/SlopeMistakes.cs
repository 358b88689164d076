using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// The slopes of a PReLU are counted as another framework has them: one in all (PyTorch), one for each channel (Caffe),
/// one for each value (Keras).
/// </summary>
internal sealed class SlopesMiscounted : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not PReLU || row.OutputShape is not { IsKnown: true } shape || row.Parameters is not { } right)
            yield break;
        long[] spatial =
        [
            .. Enumerable.Range(0, shape.Rank).Where(axis => axis != shape.ChannelAxis).Select(axis => axis + 1L),
        ];
        foreach (
            var (id, count, shared) in new (string, long?, long[])[]
            {
                ("OneSlope", 1, []),
                ("SlopePerChannel", null, spatial),
                ("SlopePerValue", null, []),
            }
        )
        {
            var change = new MistakenLayer(
                new Slip(id, 2, right),
                layer => new PReLU
                {
                    Name = layer.Name,
                    Inputs = layer.Inputs,
                    Trainable = layer.Trainable,
                    ParameterCount = count,
                    SharedAxes = shared,
                }
            );
            if (change.Measured(row)?.Parameters is { } other && other != right)
                yield return change;
        }
    }
}
