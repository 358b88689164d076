using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>ConvMixer: patches, then depthwise and pointwise convolutions of one size; table 1 of the paper.</summary>
internal sealed class ConvMixer : IArchitectureFamily
{
    private static readonly Paper Paper = new("Patches Are All You Need?", 2022, "arXiv:2201.09792");

    public string Name => "ConvMixer";

    public IEnumerable<Architecture> Members =>
        [
            Of("convmixer_1536_20", 1536, 20, 9, 7),
            Of("convmixer_768_32", 768, 32, 7, 7, "relu"),
            Of("convmixer_1024_20_ks9_p14", 1024, 20, 9, 14),
        ];

    private static Architecture Of(
        string name,
        long width,
        int depth,
        long kernel,
        long patch,
        string function = "gelu"
    ) =>
        new(
            name,
            Paper,
            Variants.Timm(
                (x, _) =>
                    x.Conv("stem.0", width, patch, patch)
                        .Activation("stem.1", function)
                        .BatchNorm("stem.2")
                        .Repeat(
                            depth,
                            (x, i) =>
                                x.Within(
                                    $"blocks.{i}.",
                                    x =>
                                        x.Conv("0.fn.0", width, kernel, 1, Padding.Same, width)
                                            .CalledAs(ModuleCall.Module)
                                            .Activation("0.fn.1", function)
                                            .BatchNorm("0.fn.2")
                                            .Add("0.add", x)
                                            .Conv("1", width, 1)
                                            .Activation("2", function)
                                            .BatchNorm("3")
                                )
                        ),
                (x, o) => x.AdaptiveAveragePool("pooling", 1).Flatten().Dense("head", o.Classes)
            )
        );
}
