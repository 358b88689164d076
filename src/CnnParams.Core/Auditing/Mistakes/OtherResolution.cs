using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// The figure is that of a published network for larger or smaller images, on which it is often tested: 55.5 G for
/// ViT-B/16 at 384x384. It is built anew, since positions and windows go with the size.
/// </summary>
internal sealed class OtherResolution : ITotalMistake
{
    private static readonly long[] Usual = [192, 224, 240, 256, 288, 299, 320, 384, 448, 512];

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right)
    {
        var published = ArchitectureOptions.Published;
        if (
            !whole.IsNetwork
            || quantity is not (ClaimedQuantity.Macs or ClaimedQuantity.Flops)
            || Architectures.Find(whole.Network.Network.Name) is not { } architecture
            || architecture.Variants.FirstOrDefault(IsOwn) is not { Resolution: { } own } variant
        )
            yield break;
        foreach (long size in Usual.Where(size => !own.IsAll(size)))
        {
            var options = published with { Resolution = size };
            if (new CatalogueEntry(architecture, variant, options).TryMeasure()?.Totals is not { } other)
                continue;
            string[] images = [variant.InputShape(options).ToString(), variant.InputShape(published).ToString()];
            yield return new MistakenTotal(Of("OtherImage", 3, images), Figures.Value(other, quantity));
            // Papers call multiply-accumulates FLOPs, too.
            if (quantity == ClaimedQuantity.Flops)
                yield return new MistakenTotal(Of("OtherImagesMacs", 3.5, images), other.Macs);
        }

        bool IsOwn(ArchitectureVariant variant) =>
            new CatalogueEntry(architecture, variant).TryMeasure()?.Totals is { } totals
            && Figures.Value(totals, quantity) == right;
    }

    private static Slip Of(string id, double cost, string[] images) => new(id, cost, images) { Choices = Usual.Length };
}
