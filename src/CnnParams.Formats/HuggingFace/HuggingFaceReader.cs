using System.Text.Json;
using CnnParams.Catalogue;
using CnnParams.Formats.Json;
using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// A model of Hugging Face: its config.json, alone or in its folder, with the size of the image beside it.
/// </summary>
public sealed class HuggingFaceReader : IModelReader
{
    private const string ConfigName = "config.json";

    /// <inheritdoc/>
    public ModelFormat Format { get; } =
        new(
            "HuggingFace",
            "Hugging Face's config.json of a vision model, or its folder; a .safetensors beside it is compared",
            [ConfigName],
            HasGraph: true,
            HasShapes: true,
            HasWeights: true
        );

    /// <inheritdoc/>
    public bool Recognizes(ModelFile file)
    {
        if (!file.IsFolder)
            return IsConfig(file);
        if (file.Beside(ConfigName) is not { } path)
            return false;
        using var config = new ModelFile(path);
        return IsConfig(config);
    }

    /// <inheritdoc/>
    public Network Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        if (!file.IsFolder)
            return ReadConfig(file, options, cancellation);
        using var config = new ModelFile(
            file.Beside(ConfigName) ?? throw file.Unsupported("the folder has no config.json")
        );
        return ReadConfig(config, options, cancellation);
    }

    private static bool IsConfig(ModelFile file)
    {
        if (file.Extension != ".json" || file.Length > 1 << 22)
            return false;
        var members = JsonHead.Members(file);
        return (members.ContainsKey("model_type") || members.ContainsKey("architecture"))
            && !members.ContainsKey("layers");
    }

    private Network ReadConfig(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        using var document = JsonContent.Parse(file.Open(), file, cancellation);
        var config = new HuggingFaceConfig(document.RootElement, file);
        string folder = new DirectoryInfo(System.IO.Path.GetDirectoryName(file.Path)!).Name;
        try
        {
            var shape = options.InputShape ?? InputShape(file, config, cancellation);
            return WithChecks(file, config, Compose(file, config, shape), folder, cancellation);
        }
        catch (LayerException exception)
        {
            throw new ModelFileException(
                ModelFileError.UnsupportedContent,
                file.Path,
                exception.Message,
                inner: exception
            );
        }
    }

    private static Network Compose(ModelFile file, HuggingFaceConfig config, TensorShape? shape)
    {
        // A model of timm names an architecture of the catalogue.
        if (
            (
                config.Text("architecture")
                ?? (config.Type is "timm_backbone" or "timm_wrapper" ? config.Text("backbone") : null)
            ) is
            { } name
        )
            return OfTimm(config, name, shape);

        var rule =
            HuggingFaceModels.Find(config.Type)
            ?? throw file.Unsupported(
                config.Type is "timm_backbone" or "timm_wrapper"
                    ? $"the model_type '{config.Type}' needs a backbone, an architecture by timm's name"
                    : $"the model_type '{config.Type}' has no definition here{HuggingFaceModels.Hint(config.Type)}; "
                        + "those that have are "
                        + string.Join(", ", HuggingFaceModels.Names.OrderBy(name => name, StringComparer.Ordinal))
            );
        var (height, width) = config.Part("vision_config").Size("image_size", HuggingFaceModels.ImageOf(config.Type));
        var input = Tensor.Input(
            (shape ?? new TensorShape(config.Part("vision_config").Number("num_channels", 3), height, width)).As(
                ShapeLayout.ChannelsFirst
            ),
            ShapeLayout.ChannelsFirst,
            ParameterView.PyTorch
        );
        var output = rule(config, input);
        // What comes after the model and has no definition is not nothing.
        if (config.UnknownHead is { } head)
        {
            output = output.Then(
                "head",
                new Operation { OperatorType = $"the head of {config.Class}", WeightsKnown = false }
            );
        }

        foreach (var (what, scopes) in config.PartsLeftOut)
            output.Beside(scopes[0].TrimEnd('.'), new Operation { OperatorType = what, WeightsKnown = false });

        var network = new Network(output.Layers) { View = ParameterView.PyTorch };
        return config.FrozenScope is { } frozen ? FrozenNorms.In(network, frozen) : network;
    }

    private static Network OfTimm(HuggingFaceConfig config, string name, TensorShape? shape)
    {
        var architecture = Architectures.Get(name);
        var variant = architecture.Variants.FirstOrDefault(variant => variant.Name == "timm") ?? architecture.Variant();
        // A backbone gives features; a whole network has as many classes as the file says.
        var arguments = config.TimmArguments;
        bool isBackbone = config.Type == "timm_backbone" || config.HasNoTimmClasses;
        var image = shape?.As(ShapeLayout.ChannelsFirst);
        Extent? size = image is not null
            ? new Extent(image.Spatial(0).Value, image.Spatial(1).Value)
            : arguments?.Extent("img_size");
        return variant.Build(
            architecture.Name,
            new ArchitectureOptions
            {
                Resolution = size,
                Channels = variant.HasChannels ? arguments?.Count("in_chans") ?? image?[0].Size : null,
                IncludeTop = !isBackbone || !variant.HasTop,
                Classes = isBackbone ? null : config.TimmClasses,
            }
        );
    }

    private Network WithChecks(
        ModelFile file,
        HuggingFaceConfig config,
        Network network,
        string name,
        CancellationToken cancellation
    ) =>
        HuggingFaceWeights.Compare(
            file,
            config,
            new Network(network.Layers)
            {
                Name = name.Length > 0 ? name : file.Name,
                View = ParameterView.PyTorch,
                Path = file.Path,
                Format = Format.Name,
                Producer = "Hugging Face",
                Warnings =
                [
                    .. config.UnknownHead is null
                        ? Array.Empty<string>()
                        :
                        [
                            $"what {config.Class} has after its model has no definition here; its numbers are not known",
                        ],
                ],
            },
            cancellation
        );

    // The preprocessor says what size images are brought to.
    private static TensorShape? InputShape(ModelFile file, HuggingFaceConfig config, CancellationToken cancellation)
    {
        if (file.Beside("preprocessor_config.json") is not { } path)
            return null;
        using var preprocessor = new ModelFile(path);
        using var document = JsonContent.Parse(preprocessor.Open(), preprocessor, cancellation);
        // Images are padded, or brought to a size and, where that is said, cut to another.
        var root = document.RootElement;
        var sizes =
            (root.Member("do_pad")?.Truth() == true ? root.Member("pad_size") : null)
            ?? (root.Member("do_center_crop")?.Truth() != false ? root.Member("crop_size") : null)
            ?? root.Member("size");
        long? height = sizes?.Member("height")?.Whole() ?? sizes?.Member("shortest_edge")?.Whole() ?? sizes?.Whole();
        long? width = sizes?.Member("width")?.Whole() ?? height;
        return height is > 0 and <= 100_000 && width is > 0 and <= 100_000
            ? new TensorShape(config.Number("num_channels", 3), height.Value, width.Value)
            : null;
    }
}
