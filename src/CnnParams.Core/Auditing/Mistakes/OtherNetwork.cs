using CnnParams.Auditing.Naming;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// The total is that of another network of its kind: VGG19's for VGG16, torchvision's ResNet-50 for Keras's.
/// </summary>
internal sealed class OtherNetwork : ITotalMistake
{
    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right)
    {
        if (!whole.IsNetwork || Architectures.Kin(whole.Network.Network.Name) is not [var own, ..] kindred)
            return [];
        CatalogueEntry[] others =
        [
            .. kindred.SelectMany(kin => kin.Variants, (kin, variant) => new CatalogueEntry(kin, variant)),
        ];
        var kernels = new KernelSizes(whole.Network);
        long factors = Factors(whole.Network);
        return others.SelectMany(entry =>
        {
            if (entry.TryMeasure() is not { } network)
                return [];
            string name = entry.ToString();
            if (entry.Name != own.Name)
                return new Other(network, quantity, name, 3, others.Length).Totals();
            double cost = OfVariant(
                quantity,
                hasSameKernels: kernels.Equal(new KernelSizes(network)),
                hasSameFactors: Factors(network) == factors
            );
            var variant = new Other(network, quantity, name, cost, own.Variants.Count);
            return variant.Totals().Concat(variant.WithoutTop());
        });
    }

    /// <summary>A network that the figure may be of.</summary>
    private sealed record Other(
        NetworkMeasurement Network,
        ClaimedQuantity Quantity,
        string Name,
        double Cost,
        int Choices
    )
    {
        private long? Value => Figures.Value(Network.Totals, Quantity);

        // FLOPs are twice the multiply-accumulates, with or without the rest; and papers call these FLOPs.
        internal IEnumerable<MistakenTotal> Totals()
        {
            var slip = new Slip("OtherNetwork", Cost, Name) { Choices = Choices };
            yield return new MistakenTotal(slip, Value);
            if (
                Quantity != ClaimedQuantity.Flops
                || Figures.Value(Network.Totals, ClaimedQuantity.Macs) is not { } macs
            )
                yield break;
            yield return new MistakenTotal(slip, 2 * macs);
            yield return new MistakenTotal(new Slip("OtherNetworksMacs", Cost + 1, Name) { Choices = Choices }, macs);
        }

        internal IEnumerable<MistakenTotal> WithoutTop() =>
            Quantity is not (ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters)
                ? []
                : NetworkTop
                    .Of(Network)
                    .Select(top => new MistakenTotal(
                        new Slip("OtherNetworkWithoutTop", Cost + 1, Name, NetworkTop.Names(top)) { Choices = Choices },
                        Value - top.Sum(row => row.Parameters ?? 0)
                    ));
    }

    // What two sources count differently of the same filters says more of parameters than that there are two; but not
    // where one has no factors, so that biases would come to the same number.
    private static double OfVariant(ClaimedQuantity quantity, bool hasSameKernels, bool hasSameFactors) =>
        !hasSameKernels || quantity is ClaimedQuantity.Macs or ClaimedQuantity.Flops or ClaimedQuantity.WeightBytes ? 2
        : hasSameFactors ? 12
        : 1;

    private static long Factors(NetworkMeasurement network) =>
        network
            .Rows.SelectMany(row => row.CountedWeights)
            .Where(weight => weight.Role == WeightRole.Scale)
            .Sum(weight => weight.Count);
}
