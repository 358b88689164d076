using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>An architecture as one source builds it: torchvision, Keras, the paper.</summary>
public sealed class ArchitectureVariant
{
    private readonly Func<Tensor, BuildOptions, Tensor> _body;
    private readonly Func<Tensor, BuildOptions, Tensor>? _top;

    /// <summary>A variant.</summary>
    /// <param name="name">Its name: torchvision, Keras, original.</param>
    /// <param name="body">The layers up to the features.</param>
    /// <param name="top">The classifier; none for a network that has no such part.</param>
    public ArchitectureVariant(string name, Func<Tensor, BuildOptions, Tensor> body, Func<Tensor, BuildOptions, Tensor>? top = null)
    {
        Name = name;
        _body = body;
        _top = top;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What sets its numbers apart from those of other variants.</summary>
    public string Note { get; init; } = "";

    /// <summary>Where its source has the channels.</summary>
    public ShapeLayout Layout { get; init; } = ShapeLayout.ChannelsFirst;

    /// <summary>What its source counts as a parameter.</summary>
    public ParameterView View { get; init; } = ParameterView.Keras;

    /// <summary>The size of the image; none for an input that is no image.</summary>
    public Extent? Resolution { get; init; } = 224;

    /// <summary>The channels of the image, or the values of an input that is none.</summary>
    public long Channels { get; init; } = 3;

    /// <summary>The number of classes.</summary>
    public long Classes { get; init; } = 1000;

    /// <summary>Whether its width can be chosen.</summary>
    public bool HasWidth { get; init; }

    /// <summary>Whether it has heads that help training.</summary>
    public bool HasAuxiliary { get; init; }

    /// <summary>Whether it has a classifier that can be left out.</summary>
    public bool HasTop => _top is not null;

    /// <summary>Whether the number of classes can be chosen.</summary>
    public bool HasClasses { get; init; } = true;

    /// <summary>The options that it takes.</summary>
    public IReadOnlyList<string> Options =>
    [
        .. Where(HasClasses, nameof(ArchitectureOptions.Classes)),
        .. Where(Resolution is not null, nameof(ArchitectureOptions.Resolution)),
        nameof(ArchitectureOptions.Channels),
        .. Where(HasWidth, nameof(ArchitectureOptions.Width)),
        .. Where(HasTop, nameof(ArchitectureOptions.IncludeTop)),
        .. Where(HasAuxiliary, nameof(ArchitectureOptions.Auxiliary)),
        nameof(ArchitectureOptions.Layout),
    ];

    /// <summary>The network, with some things chosen.</summary>
    /// <param name="name">What the network is called.</param>
    /// <param name="options">The choices.</param>
    /// <exception cref="LayerException">It has no such option, or a layer cannot take what then arrives.</exception>
    public Network Build(string name, ArchitectureOptions? options = null)
    {
        options ??= ArchitectureOptions.Published;
        Check(name, options);
        var choices = new BuildOptions(options.Classes ?? Classes, options.Width ?? 1, options.IncludeTop, options.Auxiliary);
        var layout = options.Layout ?? Layout;
        var input = Tensor.Input(InputShape(options.Resolution ?? Resolution, options.Channels ?? Channels, layout), layout);
        var output = _body(input, choices);
        if (options.IncludeTop && _top is not null)
            output = _top(output, choices);
        return new Network(output.Layers) { Name = name, View = View };
    }

    private static TensorShape InputShape(Extent? resolution, long channels, ShapeLayout layout)
    {
        if (resolution is null)
            return new TensorShape(channels);
        if (!resolution.HasRank(2))
            throw Setting.Invalid(nameof(Resolution), resolution, "one number, or a height and a width");
        return layout == ShapeLayout.ChannelsFirst
            ? new TensorShape(channels, resolution[0], resolution[1])
            : new TensorShape(resolution[0], resolution[1], channels);
    }

    private void Check(string name, ArchitectureOptions options)
    {
        string? missing =
            options.Classes is not null && !HasClasses ? nameof(options.Classes)
            : options.Resolution is not null && Resolution is null ? nameof(options.Resolution)
            : options.Width is not null && !HasWidth ? nameof(options.Width)
            : options.Auxiliary && !HasAuxiliary ? nameof(options.Auxiliary)
            : !options.IncludeTop && !HasTop ? nameof(options.IncludeTop)
            : null;
        if (missing is not null)
            throw new LayerException(ErrorId.UnknownSetting, $"{name} ({Name}) has no option {missing}; it has {string.Join(", ", Options)}");
    }

    private static IEnumerable<string> Where(bool condition, string option) => condition ? [option] : [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
