using System.Management.Automation;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.PowerShell.Completion;
using CnnParams.Shapes;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// Get-CnnArchitecture: published architectures with their papers and numbers; with -AsNetwork the networks themselves,
/// with -AsLayer or -AsTable their layers. When nothing is asked for, the families.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CnnArchitecture", DefaultParameterSetName = NameSet, HelpUri = HelpLinks.GetCnnArchitecture)]
[OutputType(typeof(CatalogueEntry))]
[OutputType(typeof(CatalogueFamily))]
[OutputType(typeof(Network))]
[OutputType(typeof(Layer))]
[OutputType(typeof(PSObject))]
public sealed class GetCnnArchitectureCommand : PSCmdlet
{
    private const string NameSet = "Name";

    private const string EntrySet = "Entry";

    private int _networks;

    /// <summary>
    /// Names of architectures, however they are spelt; wildcards are allowed. The families when not given.
    /// </summary>
    [Parameter(
        Position = 0,
        ParameterSetName = NameSet,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true
    )]
    [SupportsWildcards]
    [FamilyNames]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNull]
    public string[]? Name { get; set; }

    /// <summary>Entries of the catalogue to build, or to give other options.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EntrySet, ValueFromPipeline = true)]
    public CatalogueEntry? InputObject { get; set; }

    /// <summary>Families: ResNet, EfficientNet ...; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FamilyCompleter))]
    [ValidateNotNull]
    public string[]? Family { get; set; }

    /// <summary>Variants: torchvision, timm, Keras, original ...; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariantCompleter))]
    [ValidateNotNull]
    public string[]? Variant { get; set; }

    /// <summary>The number of classes.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    public object? Classes { get; set; }

    /// <summary>The size of the input image: one number, or height and width.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    public object? Resolution { get; set; }

    /// <summary>The channels of the input image.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    public object? Channels { get; set; }

    /// <summary>How many times as many filters there are.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    public object? Width { get; set; }

    /// <summary>Whether the classifier at the end is there.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    [ValueCompletions("$true", "$false")]
    public object? IncludeTop { get; set; }

    /// <summary>Whether the heads that help training are there.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    public SwitchParameter Auxiliary { get; set; }

    /// <summary>Where shapes have their channels; as the variant's source has them when not given.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = EntrySet)]
    [ValueCompletions("ChannelsLast", "ChannelsFirst")]
    [Alias("DataFormat")]
    public object? Layout { get; set; }

    /// <summary>Gives the networks instead of rows about them.</summary>
    [Parameter]
    public SwitchParameter AsNetwork { get; set; }

    /// <summary>Gives the layers instead of a row: for New-CnnLayer, New-CnnBlock and Measure-CnnParameters.</summary>
    [Parameter]
    public SwitchParameter AsLayer { get; set; }

    /// <summary>Gives the settings of the layers as rows of a table: for Export-Csv.</summary>
    [Parameter]
    public SwitchParameter AsTable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null && ParameterSetName == EntrySet)
        {
            Write(InputObject, isSearch: false);
            return;
        }

        if (!AsksForEntries)
        {
            WriteObject(Architectures.Families, enumerateCollection: true);
            return;
        }

        Miss("family", Family, known => [known.Family]);
        Miss("variant", Variant, known => known.Variants.Select(variant => variant.Name));
        foreach (string name in Asked(Name) is { Length: > 0 } names ? names : ["*"])
        {
            foreach (var entry in Entries(name))
                Write(entry, isSearch: WildcardPattern.ContainsWildcardCharacters(name));
        }
    }

    private bool HasOptions =>
        MyInvocation.BoundParameters.Keys.Any(name => typeof(ArchitectureOptions).GetProperty(name) is not null);

    private bool AsksForEntries =>
        Asked(Name).Length > 0
        || Asked(Family).Length > 0
        || Asked(Variant).Length > 0
        || HasOptions
        || AsNetwork
        || AsLayer
        || AsTable;

    private static string[] Asked(string[]? names) => [.. (names ?? []).Where(name => !string.IsNullOrEmpty(name))];

    // A name without wildcards is one that should be there.
    private void Miss(string kind, string[]? asked, Func<Architecture, IEnumerable<string>> names)
    {
        foreach (string name in Asked(asked).Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            string[] all = [.. Architectures.All.SelectMany(names).Distinct(StringComparer.OrdinalIgnoreCase)];
            if (!all.Contains(name, StringComparer.OrdinalIgnoreCase))
                WriteError(ErrorRecords.NoSuchName(kind, name, all, ErrorId.UnknownArchitecture));
        }
    }

    private IEnumerable<CatalogueEntry> Entries(string name)
    {
        try
        {
            var architectures = WildcardPattern.ContainsWildcardCharacters(name) ? Matching(name) : [Named(name)];
            return
            [
                .. architectures
                    .Where(OfFamily)
                    .SelectMany(architecture =>
                        Variants(architecture).Select(variant => new CatalogueEntry(architecture, variant))
                    ),
            ];
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, name));
            return [];
        }
    }

    private Architecture Named(string name)
    {
        var architecture = Architectures.Get(name, out string tag);
        if (tag.Length > 0)
            WriteWarning(
                $"'{name}': the tag '{tag}' says how weights were trained, and is ignored; layers, input and classes "
                    + $"are those of {architecture.Name}."
            );
        return architecture;
    }

    private static IEnumerable<Architecture> Matching(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return Architectures.All.Where(architecture =>
            pattern.IsMatch(architecture.Name) || architecture.Aliases.Any(pattern.IsMatch)
        );
    }

    private bool OfFamily(Architecture architecture) =>
        Asked(Family) is not { Length: > 0 } families
        || families.Any(family => WildcardPattern.Get(family, WildcardOptions.IgnoreCase).IsMatch(architecture.Family));

    // Rows are of all variants; a network is one of them, the usual one.
    private IEnumerable<ArchitectureVariant> Variants(Architecture architecture)
    {
        string[] wanted = Asked(Variant);
        if (wanted.Length == 0)
            return AsNetwork || AsLayer || AsTable ? [architecture.Variant()] : architecture.Variants;

        var patterns = Array.ConvertAll(wanted, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        var found = architecture
            .Variants.Where(variant => patterns.Any(pattern => pattern.IsMatch(variant.Name)))
            .ToArray();
        bool isSearch =
            Asked(Name).Length == 0 || Asked(Name).Concat(wanted).Any(WildcardPattern.ContainsWildcardCharacters);
        return found.Length > 0 || isSearch ? found : [architecture.Variant(wanted[0])];
    }

    private void Write(CatalogueEntry entry, bool isSearch)
    {
        try
        {
            entry = entry.With(Chosen);
            if (AsNetwork)
                WriteObject(entry.ToNetwork());
            else if (AsLayer || AsTable)
                WriteLayers(entry.ToNetwork().Layers);
            else
                WriteRow(entry, isSearch);
        }
        catch (LayerException exception)
        {
            WriteError(ErrorRecords.Of(exception, entry.Name));
        }
    }

    private void WriteLayers(IReadOnlyList<Layer> layers)
    {
        _networks++;
        if (_networks == 2)
            WriteWarning("These are the layers of several networks, one after the other; -AsNetwork keeps them apart.");
        WriteObject(AsTable ? LayerTableRows.Of(layers) : layers, enumerateCollection: true);
    }

    private void WriteRow(CatalogueEntry entry, bool isSearch)
    {
        // A choice that cannot be built is an error here, and not an empty column later. A list measures nothing.
        if (!isSearch || HasOptions)
            _ = entry.GetTotals();
        WriteObject(entry);
    }

    private ArchitectureOptions Chosen(ArchitectureOptions options) =>
        new()
        {
            Classes = Given<long>(Classes, nameof(Classes)) ?? options.Classes,
            Resolution = Given(Resolution, nameof(Resolution)) ?? options.Resolution,
            Channels = Given<long>(Channels, nameof(Channels)) ?? options.Channels,
            Width = Given<double>(Width, nameof(Width)) ?? options.Width,
            IncludeTop = Given<bool>(IncludeTop, nameof(IncludeTop)) ?? options.IncludeTop,
            Auxiliary = Auxiliary || options.Auxiliary,
            Layout = Given<ShapeLayout>(Layout, nameof(Layout)) ?? options.Layout,
        };

    // An empty cell of a CSV file gives nothing.
    private static T? Given<T>(object? value, string option)
        where T : struct =>
        PipelineValue.Plain(value) is { } given and not "" ? (T)SettingValue.Convert(given, typeof(T), option) : null;

    private static Extent? Given(object? value, string option) =>
        PipelineValue.Plain(value) is { } given and not ""
            ? (Extent)SettingValue.Convert(given, typeof(Extent), option)
            : null;
}
