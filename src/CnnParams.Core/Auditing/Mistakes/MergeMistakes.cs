using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// Layers that are joined are taken for added ones, or added ones for joined, with twice the channels.
/// </summary>
internal sealed class JoinedOrAdded : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.SeenInputs.Count < 2)
            yield break;
        if (row.Layer is Concatenate)
            yield return new MistakenLayer(
                new Slip("AddedForJoined", 2, row.SeenInputs.Count),
                layer => new Merge
                {
                    Name = layer.Name,
                    Inputs = layer.Inputs,
                    Operation = MergeOperation.Add,
                }
            );
        else if (row.Layer is Merge)
            yield return new MistakenLayer(
                new Slip("JoinedForAdded", 2, row.SeenInputs.Count),
                layer => new Concatenate { Name = layer.Name, Inputs = layer.Inputs }
            );
    }
}

/// <summary>Layers are joined along another axis.</summary>
internal sealed class OtherAxisJoined : ILayerMistake
{
    public IEnumerable<MistakenLayer> Make(LayerMeasurement row, IReadOnlyList<Claim> wrong)
    {
        if (row.Layer is not Concatenate || row.SeenInputs.Count < 2)
            yield break;
        for (int axis = 1; axis <= row.OutputShape.Rank; axis++)
        {
            var change = new MistakenLayer(new Slip("OtherAxisJoined", 3, axis), nameof(Concatenate.Axis), axis);
            if (change.Measured(row) is { } other && !other.OutputShape.Equals(row.OutputShape))
                yield return change;
        }
    }
}
