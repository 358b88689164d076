using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>An architecture as one source builds it: torchvision, Keras, the paper, a file of the user's.</summary>
public abstract class ArchitectureVariant
{
    private protected ArchitectureVariant(string name) => Name = name;

    /// <summary>Its name: torchvision, Keras, original.</summary>
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

    /// <summary>Whether the number of classes can be chosen.</summary>
    public bool HasClasses { get; init; } = true;

    /// <summary>Whether its width can be chosen.</summary>
    public bool HasWidth { get; init; }

    /// <summary>Whether it has heads that help training.</summary>
    public bool HasAuxiliary { get; init; }

    /// <summary>Whether it has a classifier that can be left out.</summary>
    public abstract bool HasTop { get; }

    /// <summary>Whether its input can have another number of channels.</summary>
    public virtual bool HasChannels => true;

    /// <summary>Whether it can be built with the channels elsewhere.</summary>
    public abstract bool HasLayout { get; }

    /// <summary>The options that it takes.</summary>
    public IReadOnlyList<string> Options =>
        [
            .. Where(HasClasses, nameof(ArchitectureOptions.Classes)),
            .. Where(Resolution is not null, nameof(ArchitectureOptions.Resolution)),
            .. Where(HasChannels, nameof(ArchitectureOptions.Channels)),
            .. Where(HasWidth, nameof(ArchitectureOptions.Width)),
            .. Where(HasTop, nameof(ArchitectureOptions.IncludeTop)),
            .. Where(HasAuxiliary, nameof(ArchitectureOptions.Auxiliary)),
            .. Where(HasLayout, nameof(ArchitectureOptions.Layout)),
        ];

    /// <summary>The network, with some things chosen.</summary>
    /// <param name="name">What the network is called.</param>
    /// <param name="options">The choices.</param>
    /// <exception cref="LayerException">It has no such option, or a layer cannot take its input then.</exception>
    public Network Build(string name, ArchitectureOptions? options = null)
    {
        options ??= ArchitectureOptions.Published;
        Check(name, options);
        try
        {
            return Compose(name, options);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(
                ErrorId.SizeOverflow,
                $"{name} ({Name}): with these options a number is larger than 2^63-1",
                exception
            );
        }
        catch (DivideByZeroException exception)
        {
            // What a family counts by, such as a window of a 32nd of the image, has come to nothing.
            throw new LayerException(
                ErrorId.InvalidShape,
                $"{name} ({Name}): an input of {InputShape(options)} is too small for it",
                exception
            );
        }
    }

    /// <summary>The shape of one sample, with some things chosen.</summary>
    public virtual TensorShape InputShape(ArchitectureOptions options)
    {
        var layout = options.Layout ?? Layout;
        long channels = options.Channels ?? Channels;
        if ((options.Resolution ?? Resolution) is not { } resolution)
            return new TensorShape(channels);
        if (!resolution.HasRank(2))
            throw Setting.Invalid(nameof(Resolution), resolution, "one number, or a height and a width");
        long[] sizes =
            layout == ShapeLayout.ChannelsFirst
                ? [channels, resolution[0], resolution[1]]
                : [resolution[0], resolution[1], channels];
        return new TensorShape(sizes).As(layout);
    }

    private protected abstract Network Compose(string name, ArchitectureOptions options);

    private void Check(string name, ArchitectureOptions options)
    {
        string? missing =
            options.Classes is not null && !HasClasses ? nameof(options.Classes)
            : options.Resolution is not null && Resolution is null ? nameof(options.Resolution)
            : options.Channels is not null && !HasChannels ? nameof(options.Channels)
            : options.Width is not null && !HasWidth ? nameof(options.Width)
            : options.Auxiliary && !HasAuxiliary ? nameof(options.Auxiliary)
            : !options.IncludeTop && !HasTop ? nameof(options.IncludeTop)
            : options.Layout is not null && !HasLayout ? nameof(options.Layout)
            : null;
        if (missing is not null)
            throw new LayerException(
                ErrorId.UnknownSetting,
                $"{name} ({Name}) has no option {missing}; it has {string.Join(", ", Options)}"
            );
    }

    private static IEnumerable<string> Where(bool condition, string option) => condition ? [option] : [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
