namespace CnnParams.Auditing;

/// <summary>
/// What figures are of where nothing says it: the first is of the parameters, and in
/// <c>ResNet-18 | 11.7M | 1.8G</c> the second of the multiply-accumulates.
/// </summary>
internal sealed class BareFigures
{
    // Convolutions use each weight at many positions. No network has two numbers of parameters.
    private const int FewestUses = 10;

    private string _network = "";
    private Figure? _parameters;

    /// <summary>What the next figure of a text is of.</summary>
    /// <param name="network">The network that it is said of.</param>
    /// <param name="said">What its unit or its title says; null where nothing does.</param>
    /// <param name="figure">The figure.</param>
    internal ClaimedQuantity Read(string network, ClaimedQuantity? said, Figure figure)
    {
        if (network != _network)
            _parameters = null;
        _network = network;
        var quantity =
            said
            ?? (figure.Value / FewestUses >= _parameters?.Value ? ClaimedQuantity.Macs : ClaimedQuantity.Parameters);
        if (quantity == ClaimedQuantity.Parameters)
            _parameters ??= figure;
        return quantity;
    }
}
