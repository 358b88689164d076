using System.Text.RegularExpressions;
using CnnParams.Catalogue;

namespace CnnParams.Auditing.Mistakes;

/// <summary>
/// A row of a paper's table whose figure the layers do not give. GoogLeNet's counts weights in units of 1024, and some
/// of its figures are those of other layers than the same row describes.
/// </summary>
internal sealed class PublishedRow : Mistake, ITotalMistake
{
    private const string GoogLeNet = "arXiv:1409.4842, table 1";

    private static readonly (string Architecture, Regex Row, long Parameters, string Place)[] Printed =
    [
        .. new (string Row, long Parameters)[]
        {
            ("^conv1", 2_700),
            ("^conv[23]", 112_000),
            ("^inception3a", 159_000),
            ("^inception3b", 380_000),
            ("^inception4a", 364_000),
            ("^inception4b", 437_000),
            ("^inception4c", 463_000),
            ("^inception4d", 580_000),
            ("^inception4e", 840_000),
            ("^inception5a", 1_072_000),
            ("^inception5b", 1_388_000),
            ("^(fc|loss3)", 1_000_000),
        }.Select(row => ("GoogLeNet", new Regex(row.Row), row.Parameters, GoogLeNet)),
    ];

    internal override MistakeScope Scope => MistakeScope.Row;

    internal override IEnumerable<Computation> Make(Computation computation, Figure claimed) =>
        computation.Quantity == ClaimedQuantity.Parameters
        && computation.Slips.Length == 0
        && computation.Value is { } right
        && Published(computation.Row.Network.Network.Name, computation.Row.Name) is var (figure, place)
            ?
            [
                figure > right
                    ? computation.Wrapped(Slip(place), "all + difference", ("difference", figure - right))
                    : computation.Wrapped(Slip(place), "all - difference", ("difference", right - figure)),
            ]
            : [];

    public IEnumerable<MistakenTotal> Make(RowSet whole, ClaimedQuantity quantity, long right) =>
        quantity == ClaimedQuantity.Parameters
        && !whole.IsNetwork
        && Published(whole.Network.Network.Name, whole.Rows[0].Name) is var (figure, place)
            ? [new MistakenTotal(Slip(place), figure, whole.Rows[0].Name)]
            : [];

    private static Slip Slip(string place) => new("PublishedFigure", 1.5, place);

    private static (long Figure, string Place)? Published(string network, string row)
    {
        string name = Regex.Replace(row.ToLowerInvariant(), "[^a-z0-9]", "");
        foreach (var printed in Printed)
        {
            if (
                printed.Row.IsMatch(name)
                && Architectures.Find(network)?.Name == Architectures.Find(printed.Architecture)?.Name
            )
                return (printed.Parameters, printed.Place);
        }

        return null;
    }
}
