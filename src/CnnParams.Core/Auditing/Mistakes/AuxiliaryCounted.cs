using CnnParams.Catalogue;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// The auxiliary classifiers of GoogLeNet and Inception v3, which training alone has, are counted: 27.2 M for 23.8 M,
/// as in torchvision's pages.
/// </summary>
internal sealed class AuxiliaryCounted : ITotalMistake
{
    // Two of 1x1 filters, 2048 to 1024 units and 1000 scores, in the paper's with biases; and torchvision's of each.
    private static readonly (string Architecture, long Without, long Auxiliary)[] Known =
    [
        ("GoogLeNet", 6_998_552, 6_379_728),
        ("GoogLeNet", 6_624_904, 6_379_984),
        ("InceptionV3", 23_834_568, 3_326_696),
    ];

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        whole.IsNetwork
        && quantity is ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters
        && Architectures.Find(whole.Network.Network.Name) is { } architecture
            ? Known
                .Where(known =>
                    known.Without == right && Architectures.Find(known.Architecture)?.Name == architecture.Name
                )
                .Select(known => new MistakenTotal(
                    new Slip("AuxiliaryCounted", 2, known.Auxiliary),
                    known.Without + known.Auxiliary
                ))
            : [];
}
