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
        return others.SelectMany(other =>
            other.TryMeasure() is not { } network ? []
            : other.Name == own.Name
                ? OfSource(network, quantity, OfVariant(quantity, whole.Network, network), other.ToString())
            : Totals(network, quantity, 3, other.ToString(), others.Length)
        );

        IEnumerable<MistakenTotal> OfSource(
            NetworkMeasurement network,
            ClaimedQuantity quantity,
            double cost,
            string name
        ) =>
            Totals(network, quantity, cost, name, own.Variants.Count)
                .Concat(WithoutTop(network, quantity, cost, name, own.Variants.Count));
    }

    private static IEnumerable<MistakenTotal> WithoutTop(
        NetworkMeasurement network,
        ClaimedQuantity quantity,
        double cost,
        string name,
        int choices
    ) =>
        quantity is not (ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters)
            ? []
            : NetworkTop
                .Of(network)
                .Select(top => new MistakenTotal(
                    new Slip("OtherNetworkWithoutTop", cost + 1, name, NetworkTop.Names(top)) { Choices = choices },
                    Figures.Value(network.Totals, quantity) - top.Sum(row => row.Parameters ?? 0)
                ));

    // FLOPs are twice the multiply-accumulates, with or without the rest; and papers call these FLOPs.
    private static IEnumerable<MistakenTotal> Totals(
        NetworkMeasurement network,
        ClaimedQuantity quantity,
        double cost,
        string name,
        int choices
    )
    {
        var slip = new Slip("OtherNetwork", cost, name) { Choices = choices };
        yield return new MistakenTotal(slip, Figures.Value(network.Totals, quantity));
        if (quantity != ClaimedQuantity.Flops || Figures.Value(network.Totals, ClaimedQuantity.Macs) is not { } macs)
            yield break;
        yield return new MistakenTotal(slip, 2 * macs);
        yield return new MistakenTotal(new Slip("OtherNetworksMacs", cost + 1, name) { Choices = choices }, macs);
    }

    // What two sources count differently of the same filters says more of parameters than that there are two; but not
    // where one has no factors, so that biases would come to the same number.
    private static double OfVariant(ClaimedQuantity quantity, NetworkMeasurement own, NetworkMeasurement other) =>
        quantity is ClaimedQuantity.Macs or ClaimedQuantity.Flops or ClaimedQuantity.WeightBytes
        || !new KernelSizes(own).Equal(new KernelSizes(other))
            ? 2
        : Factors(own) == Factors(other) ? 12
        : 1;

    private static long Factors(NetworkMeasurement network) =>
        network
            .Rows.SelectMany(row => row.CountedWeights)
            .Where(weight => weight.Role == WeightRole.Scale)
            .Sum(weight => weight.Count);
}
