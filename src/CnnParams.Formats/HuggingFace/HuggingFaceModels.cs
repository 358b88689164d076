using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// The models of Hugging Face's transformers by their model_type: functions from the image to the output, whose layers
/// have the paths of the library's modules as names. A family is a class that is found by itself.
/// </summary>
[FoundByItself]
internal abstract class HuggingFaceModels : NamedRules<HuggingFaceModels, Func<HuggingFaceConfig, Tensor, Tensor>>
{
    private protected static Tensor Classifier(HuggingFaceConfig config, Tensor x, string name = "classifier") =>
        x.If(config.Classifies, x => Classes(config, x, name));

    /// <summary>A score for each class; none where there are none.</summary>
    private protected static Tensor Classes(HuggingFaceConfig config, Tensor x, string name) =>
        x.If(config.Classes > 0, x => x.Dense(name, config.Classes));

    /// <summary>The image that a type of models is for, where the configuration does not say it.</summary>
    internal static (long Height, long Width) ImageOf(string type) =>
        type switch
        {
            "detr" => (800, 800),
            "yolos" => (512, 864),
            "sam" or "sam_vision_model" => (1024, 1024),
            _ => (224, 224),
        };

    /// <summary>The type that somebody may have meant, of the same generation: the digits are the same.</summary>
    internal static string Hint(string type)
    {
        string wanted = Letters(type);
        var nearest = Names
            .Select(name => (Name: name, Letters: Letters(name)))
            .Where(known => Digits(known.Letters) == Digits(wanted))
            .Select(known => (known.Name, Distance: Suggestion.Distance(wanted, known.Letters, 3)))
            .OrderBy(known => known.Distance)
            .ThenBy(known => known.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Min(2, wanted.Length / 5)
            ? $" (did you mean {nearest.Name}?)"
            : "";

        static string Letters(string text) =>
            new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).Take(100)]);

        static string Digits(string text) => new([.. text.Where(char.IsDigit)]);
    }

    /// <summary>A convolution, its norm and, where there is one, its activation, as most of the library's networks
    /// call them.</summary>
    private protected static Tensor Unit(
        Tensor x,
        string scope,
        long filters,
        long kernel,
        long stride = 1,
        long groups = 1,
        string? function = "relu",
        Shapes.Padding? padding = null,
        long dilation = 1
    ) =>
        x.Within(
            scope,
            x =>
                x.Conv(
                        "convolution",
                        filters,
                        kernel,
                        stride,
                        padding ?? (kernel - 1) / 2 * dilation,
                        groups,
                        dilation,
                        bias: false
                    )
                    .BatchNorm("normalization")
                    .If(function is not null, x => x.Activation("activation", function!))
        );

    /// <summary>What is learned for the configuration's image, and brought to the size of another.</summary>
    private protected static WeightTensors Constant(Shapes.TensorShape shape, Shapes.TensorShape output) =>
        new() { Tensors = [new TensorSpec("values", shape)], OutputShape = output.As(Shapes.ShapeLayout.ChannelsLast) };

    /// <summary>Makes sure that the image is of the size that weights are learned for.</summary>
    private protected static void RequireItsSize(HuggingFaceConfig config, string type, Tensor image)
    {
        var (height, width) = config.Size("image_size", ImageOf(type));
        if (image.Shape.Spatial(0).Size != height || image.Shape.Spatial(1).Size != width)
            throw new LayerException(
                ErrorId.ShapeMismatch,
                FormattableString.Invariant(
                    $"the input is {image.Shape}, but the model is made for images of {height}x{width}, its image_size"
                )
            );
    }

    /// <summary>The class token, or another row, as the only one.</summary>
    private protected static Tensor Row(Tensor x, string name, long row = 0) =>
        x.Then(
                name,
                new Slice
                {
                    Axis = 1,
                    Start = row,
                    End = row + 1,
                }
            )
            .Flatten(name + ".row");

    /// <summary>The stages that there are: as many as the shortest list has.</summary>
    private protected static int Stages(params long[][] lists) => lists.Min(list => list.Length);

    /// <summary>
    /// A learned number for each of (2h - 1) x (2w - 1) distances, looked up for each pair of positions.
    /// </summary>
    private protected static Tensor Distances(
        Tensor x,
        string name,
        (long Height, long Width) grid,
        long heads,
        long more = 0,
        (long Height, long Width)? seen = null
    )
    {
        var (height, width) = seen ?? grid;
        long positions = checked(height * width) + (more > 0 ? 1 : 0);
        long distances = checked(((2 * grid.Height) - 1) * ((2 * grid.Width) - 1)) + more;
        return x.Beside(
            name,
            new WeightTensors
            {
                Tensors = [new TensorSpec("table", new Shapes.TensorShape(distances, heads))],
                OutputShape = new Shapes.TensorShape(heads, positions, positions),
            }
        );
    }
}
