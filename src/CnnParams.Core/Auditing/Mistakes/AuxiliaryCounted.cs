using CnnParams.Catalogue;
using CnnParams.Measuring;

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

    /// <summary>The parameters of the auxiliary classifiers that a network is measured without; none has 0.</summary>
    internal static long Beside(NetworkMeasurement network) =>
        Architectures.Find(network.Network.Name) is { } architecture
            ? Array
                .Find(
                    Known,
                    known =>
                        known.Without == network.Totals.Parameters
                        && Architectures.Find(known.Architecture)?.Name == architecture.Name
                )
                .Auxiliary
            : 0;

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        whole.IsNetwork
        && quantity is ClaimedQuantity.Parameters or ClaimedQuantity.TrainableParameters
        && whole.Network.Totals.Parameters == right
        && Beside(whole.Network) is > 0 and var auxiliary
            ? [new MistakenTotal(new Slip("AuxiliaryCounted", 2, auxiliary), right + auxiliary)]
            : [];
}
