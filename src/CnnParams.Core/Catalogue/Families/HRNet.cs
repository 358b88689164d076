using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// HRNet: an image of high resolution is kept all the way, beside ones of half, a quarter and an eighth of its size
/// that are mixed again and again; table 1 of the paper.
/// </summary>
internal sealed class HRNet : IArchitectureFamily
{
    private static readonly Paper Paper = new(
        "Deep High-Resolution Representation Learning for Visual Recognition",
        2019,
        "arXiv:1908.07919"
    );

    public string Name => "HRNet";

    public IEnumerable<Architecture> Members =>
        [
            Of("hrnet_w18_small", new(16, 1, 2, [1, 1, 1]) { First = 32 }),
            Of("hrnet_w18_small_v2", new(18, 2, 2, [1, 3, 2])),
            Of("hrnet_w18", new(18, 4, 4, [1, 4, 3])),
            Of("hrnet_w30", new(30, 4, 4, [1, 4, 3])),
            Of("hrnet_w32", new(32, 4, 4, [1, 4, 3])),
            Of("hrnet_w40", new(40, 4, 4, [1, 4, 3])),
            Of("hrnet_w44", new(44, 4, 4, [1, 4, 3])),
            Of("hrnet_w48", new(48, 4, 4, [1, 4, 3])),
            Of("hrnet_w64", new(64, 4, 4, [1, 4, 3])),
            Of("hrnet_w18_ssld", new(18, 4, 4, [1, 4, 3])),
            Of("hrnet_w48_ssld", new(48, 4, 4, [1, 4, 3])),
        ];

    private static Architecture Of(string name, Form form) =>
        new(name, Paper, Variants.Timm((x, _) => form.Body(x), Form.Top));

    /// <summary>
    /// Channels of the widest image, blocks of the first stage and of all others, modules of each of these.
    /// </summary>
    private sealed record Form(long Width, int FirstBlocks, int Blocks, int[] Modules)
    {
        /// <summary>The filters of the bottlenecks before the image has parts.</summary>
        internal long First { get; init; } = 64;

        internal Tensor Body(Tensor x)
        {
            x = x.Conv("conv1", 64, 3, 2, 1, bias: false).BatchNorm("bn1").ReLU("act1");
            x = x.Conv("conv2", 64, 3, 2, 1, bias: false).BatchNorm("bn2").ReLU("act2");
            x = x.Repeat(FirstBlocks, (x, i) => x.TimmBottleneck($"layer1.{i}.", First, 1, new ResidualForm()));
            Tensor[] images = [x];
            for (int stage = 0; stage < Modules.Length; stage++)
            {
                images = [.. Parted(images, $"transition{stage + 1}.")];
                for (int module = 0; module < Modules[stage]; module++)
                    images = Mixed(images, $"stage{stage + 2}.{module}.");
            }

            return Joined(images);
        }

        internal static Tensor Top(Tensor x, BuildOptions options) =>
            x.AdaptiveAveragePool("global_pool", 1).Flatten().Dense("classifier", options.Classes);

        private long WidthOf(int image) => Width << image;

        // Each image with the channels of its stage, and one more of half the size of the smallest.
        private IEnumerable<Tensor> Parted(Tensor[] images, string scope)
        {
            for (int i = 0; i < images.Length; i++)
            {
                yield return images[i]
                    .If(
                        images[i].Channels != WidthOf(i),
                        x => Unit(x, $"{scope}{i}.", WidthOf(i), 3, 1).ReLU($"{scope}{i}.2")
                    );
            }

            int added = images.Length;
            yield return Unit(images[added - 1], $"{scope}{added}.0.", WidthOf(added), 3, 2)
                .ReLU($"{scope}{added}.0.2");
        }

        // Blocks for each image; then each becomes the sum of all, brought to its size.
        private Tensor[] Mixed(Tensor[] images, string scope)
        {
            Tensor[] ends =
            [
                .. images.Select(
                    (image, branch) =>
                        image.Repeat(
                            Blocks,
                            (x, i) =>
                                x.TimmBasicBlock(
                                    $"{scope}branches.{branch}.{i}.",
                                    WidthOf(branch),
                                    1,
                                    new ResidualForm()
                                )
                        )
                ),
            ];
            return
            [
                .. ends.Select(
                    (_, to) =>
                        ends.Select((end, from) => Brought(end, from, to, ends[to], $"{scope}fuse_layers.{to}.{from}."))
                            .Aggregate((sum, part) => sum.Add($"{scope}sum{to}", part))
                            .ReLU($"{scope}fuse_act{to}")
                ),
            ];
        }

        private Tensor Brought(Tensor x, int from, int to, Tensor like, string scope) =>
            from > to
                ? Unit(x, scope, WidthOf(to), 1, 1).Then(scope + "2", PyramidBlocks.SizeOf(like))
                : x.Repeat(
                    to - from,
                    (x, i) =>
                    {
                        bool isLast = i == to - from - 1;
                        x = Unit(x, $"{scope}{i}.", WidthOf(isLast ? to : from), 3, 2);
                        return x.If(!isLast, x => x.ReLU($"{scope}{i}.2"));
                    }
                );

        // For classes each image is widened, made smaller and added to the next.
        private static Tensor Joined(Tensor[] images)
        {
            Tensor Wide(int i) => images[i].TimmBottleneck($"incre_modules.{i}.0.", 32L << i, 1, new ResidualForm());

            var x = Wide(0);
            for (int i = 1; i < images.Length; i++)
            {
                x = x.Conv($"downsamp_modules.{i - 1}.0", 128L << i, 3, 2, 1)
                    .BatchNorm($"downsamp_modules.{i - 1}.1")
                    .ReLU($"downsamp_modules.{i - 1}.2")
                    .Add($"sum{i}", Wide(i));
            }

            return x.Conv("final_layer.0", 2048, 1).BatchNorm("final_layer.1").ReLU("final_layer.2");
        }

        private static Tensor Unit(Tensor x, string scope, long filters, long kernel, long stride) =>
            x.Conv(scope + "0", filters, kernel, stride, kernel / 2, bias: false).BatchNorm(scope + "1");
    }
}
