using System.Text.RegularExpressions;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>
/// PyTorch's own modules, by the names that models give them: nn.Dropout, nn.Conv2d. Their arguments are PyTorch's, and
/// are not scaled; but the channels of a transposed convolution and of a batch norm are the package's to fill in.
/// </summary>
internal sealed class YoloTorchModules : YoloModules
{
    private static readonly Regex WithPooling = new(
        "^(resnet|resnext|wide_resnet|regnet|efficientnet|convnext|mobilenet_v3|vgg)"
    );

    public YoloTorchModules()
    {
        Map("nn.Conv2d", Convolved);
        Map("nn.ConvTranspose2d", Transposed);
        Map("nn.Linear", (call, x) => x.Dense("fc", call.Values.Whole(1), bias: call.Values.Flag(2, true)));
        Map("nn.BatchNorm2d", (call, x) => x.BatchNorm("bn"));
        Map("nn.GroupNorm", (call, x) => x.Then("norm", new GroupNormalization { Groups = call.Values.Whole(0) }));
        Map("nn.Upsample", Upsample);
        Map("nn.UpsamplingNearest2d", (call, x) => Enlarged(call, x, 0, Interpolation.Nearest));
        Map("nn.UpsamplingBilinear2d", (call, x) => Enlarged(call, x, 0, Interpolation.Bilinear));
        Map("nn.PixelShuffle", (call, x) => x.Then("shuffle", new PixelShuffle { Factor = call.Values.Whole(0) }));
        Map("nn.PixelUnshuffle", (call, x) => x.Then("shuffle", new PixelUnshuffle { Factor = call.Values.Whole(0) }));
        Map("nn.ZeroPad2d", (call, x) => x.Pad("pad", Sides(call.Values.List(0))));
        Map(
            "nn.MaxPool2d",
            (call, x) =>
                x.MaxPool(
                    "pool",
                    call.Values.Whole(0),
                    call.Values.Whole(1, call.Values.Whole(0)),
                    call.Values.Whole(2, 0),
                    call.Values.Flag(5) ? WindowRounding.Ceil : WindowRounding.Floor
                )
        );
        Map(
            "nn.AvgPool2d",
            (call, x) =>
                x.AveragePool(
                    "pool",
                    call.Values.Whole(0),
                    call.Values.Whole(1, call.Values.Whole(0)),
                    call.Values.Whole(2, 0)
                )
        );
        Map("nn.AdaptiveAvgPool2d", (call, x) => x.AdaptiveAveragePool("pool", new Extent([.. call.Values.List(0)])));
        Map("TorchVision", TorchVision);
        Map("nn.Flatten", (call, x) => x.Flatten());
        Map("nn.Identity", (call, x) => x);
        Map("nn.Dropout nn.Dropout2d", (call, x) => x.Dropout("drop", call.Values.Real(0, 0.5)));
        const string functions =
            "ReLU ReLU6 LeakyReLU SiLU GELU Mish Hardswish Hardsigmoid Sigmoid Tanh ELU SELU Softplus";
        foreach (string function in functions.Split(' '))
            Map("nn." + function, (call, x) => x.Activation("act", function.ToLowerInvariant()));
    }

    private static Tensor Convolved(YoloCall call, Tensor x)
    {
        long channels = call.Values.Whole(0);
        return channels != x.Channels
            ? throw new LayerException(
                ErrorId.ShapeMismatch,
                FormattableString.Invariant(
                    $"argument 1 is {channels}, and what it reads has {x.Channels} channels; nn.Conv2d takes its channels as they are"
                )
            )
            : x.Conv(
                "conv",
                call.Values.Whole(1),
                new Extent([.. call.Values.List(2)]),
                new Extent([.. call.Values.List(3, 1)]),
                Padding.Symmetric([.. call.Values.List(4, 0)]),
                call.Values.Whole(6, 1),
                new Extent([.. call.Values.List(5, 1)]),
                call.Values.Flag(7, true)
            );
    }

    private static Tensor Transposed(YoloCall call, Tensor x) =>
        x.Then(
            "conv_transpose",
            new TransposedConvolution(2)
            {
                Filters = call.Filters,
                KernelSize = call.Values.Whole(1),
                Stride = call.Values.Whole(2, 1),
                Padding = call.Values.Whole(3, 0),
                OutputPadding = call.Values.Whole(4, 0),
                Groups = call.Values.Whole(5, 1),
                UseBias = call.Values.Flag(6, true),
                Dilation = call.Values.Whole(7, 1),
            }
        );

    // A network of torchvision without its last two parts, which are pooling and classifier in those of these kinds.
    private static Tensor TorchVision(YoloCall call, Tensor x)
    {
        string name = call.Values.Text(1, "");
        if (!call.Values.Flag(3, true) || call.Values.Whole(4, 2) != 2 || call.Values.Flag(5))
            throw new LayerException(
                ErrorId.InvalidSetting,
                "only networks without their last two parts, and not split into parts, are read (True, 2, False)"
            );
        return
            WithPooling.IsMatch(name)
            && Architectures.Find(name)?.Variants.FirstOrDefault(variant => variant.Name == "torchvision")
                is DefinedVariant network
            ? x.Within("m.", network.After)
            : throw new LayerException(
                ErrorId.InvalidSetting,
                $"the network '{name}' is not known, or not one that ends with a pooling and a classifier"
            );
    }

    private static Padding Sides(IReadOnlyList<long> sides) =>
        sides.Count == 4 ? Padding.Sides((sides[2], sides[3]), (sides[0], sides[1])) : sides[0];

    private static Tensor Upsample(YoloCall call, Tensor x)
    {
        var interpolation = call.Values.Text(2, "nearest") switch
        {
            "nearest" => Interpolation.Nearest,
            "bilinear" => Interpolation.Bilinear,
            "bicubic" => Interpolation.Bicubic,
            var other => throw new LayerException(
                ErrorId.InvalidSetting,
                $"argument 3 is '{other}'; it must be nearest, bilinear or bicubic"
            ),
        };
        return call.Values.Has(0)
            ? x.Then(
                "upsample",
                new Resize(2) { OutputSize = new Extent([.. call.Values.List(0)]), Interpolation = interpolation }
            )
            : Enlarged(call, x, 1, interpolation);
    }

    private static Tensor Enlarged(YoloCall call, Tensor x, int factor, Interpolation interpolation) =>
        x.Then("upsample", new UpSampling(2) { Size = call.Values.Whole(factor), Interpolation = interpolation });
}
