using CnnParams.Layers;

namespace CnnParams.Auditing.Mistakes;

/// <summary>Vectors of a normalisation: moving statistics counted or left out, one too few or too many.</summary>
internal sealed class VectorsMiscounted : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Layer is not NormalizationLayer || computation["v"] is not { } vectors)
            yield break;
        // Who has miscounted them has done so once.
        if (computation.Row.CountedWeights.Count(weight => weight.Role != WeightRole.Counter) != vectors)
            yield break;
        bool hasStatistics = computation.Row.Weights.Any(weight => weight.Role == WeightRole.Statistic);
        bool countsStatistics = computation.Row.CountedWeights.Any(weight => weight.Role == WeightRole.Statistic);
        if (hasStatistics && !countsStatistics)
            yield return Count("StatisticsCounted", 2, vectors + 2);
        if (countsStatistics && vectors > 2)
            yield return Count("StatisticsLeftOut", 2, vectors - 2);
        if (vectors > 1)
            yield return Count("OneVectorForgotten", 3, vectors - 1);
        if (vectors > 3)
            yield return Count("ThreeVectorsForgotten", 4, vectors - 3);
        yield return Count("OneVectorTooMany", 4, vectors + 1);
        if (!hasStatistics)
            yield return Count("StatisticsInvented", 3, vectors + 2);

        Computation Count(string id, int cost, long counted) =>
            computation.Put(new Slip(id, cost, vectors, counted), "v", counted);
    }
}

/// <summary>
/// The vectors of a normalisation are counted with a value for each group or position, or with one in all, where they
/// have one for each channel.
/// </summary>
internal sealed class VectorsOfOtherSize : Mistake
{
    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed)
    {
        if (computation.Layer is not NormalizationLayer || computation["c"] is not { } size)
            yield break;
        if (computation.Layer is GroupNormalization { Groups: var groups } && groups != size)
            yield return Of("VectorsOfGroups", 3, groups);
        if (computation.Row.OutputShape.Positions is > 1 and var positions && positions != size)
            yield return Of("VectorsOfPositions", 4, positions);
        if (size > 1)
            yield return Of("OneFactor", 4, 1);

        Computation Of(string id, int cost, long other) => computation.Put(new Slip(id, cost, size, other), "c", other);
    }
}
