using CnnParams.Catalogue;
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
        return others.Select(other => new MistakenTotal(
            other.Name == own.Name
                ? new Slip("OtherNetwork", OfVariant(quantity), other.ToString()) { Choices = own.Variants.Count }
                : new Slip("OtherNetwork", 3, other.ToString()) { Choices = others.Length },
            Value(other, quantity)
        ));
    }

    // What two sources count differently says more of parameters than that there are two.
    private static double OfVariant(ClaimedQuantity quantity) =>
        quantity is ClaimedQuantity.Macs or ClaimedQuantity.Flops or ClaimedQuantity.WeightBytes ? 2 : 12;

    private static long? Value(CatalogueEntry entry, ClaimedQuantity quantity)
    {
        try
        {
            return Figures.Value(entry.GetTotals(), quantity);
        }
        catch (LayerException)
        {
            return null;
        }
    }
}
