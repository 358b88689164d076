using CnnParams.Catalogue.Blocks;

namespace CnnParams.Catalogue.Families;

/// <summary>DenseNet in the forms that only timm has.</summary>
internal sealed class TimmDenseNet : IArchitectureFamily
{
    private static readonly Paper Paper = new("Densely Connected Convolutional Networks", 2016, "arXiv:1608.06993");

    private static readonly long[] Stem = [32, 32, 64];

    private static readonly int[] Depths121 = [6, 12, 24, 16];

    public string Name => "DenseNet";

    public IEnumerable<Architecture> Members =>
        [new("densenetblur121d", Paper, Variants.Timm((x, _) => x.Within("features.", Body), Top))];

    // Three 3x3 convolutions in place of one, and a blur in place of the stride of the pooling.
    private static Tensor Body(Tensor x)
    {
        x = x.Repeat(
            Stem.Length,
            (x, i) => Active(x.Conv($"conv{i}", Stem[i], 3, i == 0 ? 2 : 1, 1, bias: false), $"norm{i}")
        );
        x = x.MaxPool("pool0.0", 3, 1, 1).Blurred("pool0.1");
        for (int i = 0; i < Depths121.Length; i++)
        {
            x = x.DenseBlock($"denseblock{i + 1}.", Depths121[i], 32);
            x = x.If(i < Depths121.Length - 1, x => x.DenseTransition($"transition{i + 1}."));
        }

        return Active(x, "norm5");
    }

    private static Tensor Active(Tensor x, string norm) => x.BatchNorm(norm).ReLU(norm + ".act");

    private static Tensor Top(Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("classifier", options.Classes);
}
