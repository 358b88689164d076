using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A global pooling, which gives one value for each channel, is taken to put all values in a row; or the reverse.
/// </summary>
internal sealed class FlattenedOrPooled : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.InputShape is not { IsKnown: true, Rank: > 1 and var rank } input)
            yield break;
        if (row.Layer is GlobalPooling)
            yield return new MistakenLayer(
                new Slip("FlattenedForPooled", 2, input.ToString()),
                layer => new Flatten { Name = layer.Name, Inputs = layer.Inputs }
            );
        else if (row.Layer is Flatten && row.OutputShape.Rank == 1 && rank <= 4)
            yield return new MistakenLayer(
                new Slip("PooledForFlattened", 3, input.ToString()),
                layer => new GlobalAveragePooling(rank - 1) { Name = layer.Name, Inputs = layer.Inputs }
            );
    }
}
