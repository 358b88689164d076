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
        return others
            .Select(other =>
                Measured(other) is not { } network
                    ? null
                    : new MistakenTotal(
                        other.Name == own.Name
                            ? new Slip(
                                "OtherNetwork",
                                OfVariant(quantity, kernels.Equal(new KernelSizes(network))),
                                other.ToString()
                            )
                            {
                                Choices = own.Variants.Count,
                            }
                            : new Slip("OtherNetwork", 3, other.ToString()) { Choices = others.Length },
                        Figures.Value(network.Totals, quantity)
                    )
            )
            .OfType<MistakenTotal>();
    }

    // What two sources count differently of the same filters says more of parameters than that there are two.
    private static double OfVariant(ClaimedQuantity quantity, bool hasSameKernels) =>
        hasSameKernels && quantity is not (ClaimedQuantity.Macs or ClaimedQuantity.Flops or ClaimedQuantity.WeightBytes)
            ? 12
            : 2;

    private static NetworkMeasurement? Measured(CatalogueEntry entry)
    {
        try
        {
            var network = Measurer.Measure(entry.ToNetwork());
            return network.Problems.Count == 0 ? network : null;
        }
        catch (LayerException)
        {
            return null;
        }
    }
}
