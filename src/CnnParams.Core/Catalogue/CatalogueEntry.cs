using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Catalogue;

/// <summary>
/// A row of the catalogue: an architecture in one variant, with the choices that were made. Its numbers are computed.
/// </summary>
public sealed class CatalogueEntry : INetworkSource
{
    private readonly Architecture _architecture;
    private readonly ArchitectureVariant _variant;
    private readonly ArchitectureOptions _options;
    private readonly Lazy<NetworkTotals> _totals;

    /// <summary>An architecture in one variant, with the choices that were made.</summary>
    public CatalogueEntry(Architecture architecture, ArchitectureVariant variant, ArchitectureOptions? options = null)
    {
        _architecture = architecture;
        _variant = variant;
        _options = options ?? ArchitectureOptions.Published;
        _totals = new(Measured);
    }

    /// <summary>The name of the architecture.</summary>
    public string Name => _architecture.Name;

    /// <summary>The family that the architecture is listed under: <c>ResNet</c>.</summary>
    public string Family => _architecture.Family;

    /// <summary>The variant: torchvision, timm, Keras, original.</summary>
    public string Variant => _variant.Name;

    /// <summary>The year of the paper; none for an architecture of the user's that has none.</summary>
    public int? Year => _architecture.Paper.Year;

    /// <summary>The shape of one sample.</summary>
    public string InputShape => _variant.InputShape(_options).ToString();

    /// <summary>The number of classes; none where it cannot be chosen.</summary>
    public long? Classes => _variant.HasClasses ? _options.Classes ?? _variant.Classes : null;

    /// <summary>Parameters, as the variant's source counts them.</summary>
    public long Parameters => _totals.Value.Parameters;

    /// <summary>Those that training changes.</summary>
    public long TrainableParameters => _totals.Value.TrainableParameters;

    /// <summary>Those that training does not change.</summary>
    public long NonTrainableParameters => _totals.Value.NonTrainableParameters;

    /// <summary>Multiply-accumulates of one sample.</summary>
    public long Macs => _totals.Value.Macs;

    /// <summary>The number of layers.</summary>
    public int Layers => _totals.Value.Layers;

    /// <summary>What was counted as a parameter.</summary>
    public ParameterView View => _variant.View;

    /// <summary>The title of the paper.</summary>
    public string Title => _architecture.Paper.Title;

    /// <summary>Where the paper is found: an arXiv number or a DOI.</summary>
    public string Identifier => _architecture.Paper.Identifier;

    /// <summary>What sets the variant's numbers apart.</summary>
    public string Note => _variant.Note;

    /// <summary>Other names of the architecture.</summary>
    public TextList<string> Aliases => new(_architecture.Aliases);

    /// <summary>The options that the variant takes.</summary>
    public TextList<string> Options => new(_variant.Options);

    /// <summary>The same entry with other choices, where they are given.</summary>
    /// <param name="change">The choices after, for those before.</param>
    public CatalogueEntry With(Func<ArchitectureOptions, ArchitectureOptions> change) =>
        new(_architecture, _variant, change(_options));

    /// <summary>The totals; the network is built and measured on first use.</summary>
    /// <exception cref="LayerException">The variant has no such option, or a layer cannot take its input
    /// then.</exception>
    public NetworkTotals GetTotals() => _totals.Value;

    /// <inheritdoc/>
    public Network ToNetwork() => _variant.Build(Name, _options);

    /// <summary>The network, measured; null where its choices do not fit it.</summary>
    internal NetworkMeasurement? TryMeasure()
    {
        try
        {
            var measurement = Measurer.Measure(ToNetwork());
            return measurement.Problems.Count == 0 ? measurement : null;
        }
        catch (LayerException)
        {
            return null;
        }
    }

    private NetworkTotals Measured()
    {
        var measurement = Measurer.Measure(ToNetwork());
        return measurement.Problems.Count == 0
            ? measurement.Totals
            : throw new LayerException(measurement.Problems[0].Id, measurement.Problems[0].Message);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Variant})";
}
