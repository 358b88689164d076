using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Catalogue;

/// <summary>A row of the catalogue: an architecture in one variant, with the choices that were made. Its numbers are computed.</summary>
public sealed class CatalogueEntry
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
        _totals = new(() => Measurer.Measure(ToNetwork()).Totals);
    }

    /// <summary>The name of the architecture.</summary>
    public string Name => _architecture.Name;

    /// <summary>The variant: torchvision, Keras, original.</summary>
    public string Variant => _variant.Name;

    /// <summary>The year of the paper.</summary>
    public int Year => _architecture.Paper.Year;

    /// <summary>The shape of one sample.</summary>
    public string InputShape => ToNetwork().Layers.OfType<Layers.Input>().First().Shape.ToString();

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

    /// <summary>The network itself.</summary>
    /// <exception cref="LayerException">The variant has no such option, or a layer cannot take what then arrives.</exception>
    public Network ToNetwork() => _variant.Build(Name, _options);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Variant})";
}
