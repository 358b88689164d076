using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Blocks;

/// <summary>What most of timm's networks are put together of.</summary>
internal static class TimmUnits
{
    /// <summary>
    /// A convolution without bias that keeps the size at stride 1, a batch norm and an activation (ConvNormAct).
    /// </summary>
    internal static Tensor Unit(
        this Tensor x,
        string scope,
        long filters,
        long kernel = 1,
        long stride = 1,
        long groups = 1,
        string? function = "relu",
        Padding? padding = null,
        Func<Tensor, string, string?, Tensor>? norm = null
    ) =>
        x.Within(
            scope,
            x =>
                (norm ?? NormAndActivation)(
                    x.Conv("conv", filters, kernel, stride, padding ?? kernel / 2, groups, bias: false),
                    "bn",
                    function
                )
        );

    /// <summary>EvoNorm-S0 in groups of so many channels, which activates, too, where there is a function.</summary>
    internal static Func<Tensor, string, string?, Tensor> EvoNorm(Func<Tensor, long> groups) =>
        (x, name, function) =>
            x.Then(name, new EvoNormalization { Groups = groups(x), Function = function is null ? "linear" : "silu" });

    private static Tensor NormAndActivation(Tensor x, string name, string? function) =>
        x.BatchNorm(name).If(function is not null, x => x.Activation("act", function!));

    /// <summary>A convolution of each channel on its own, without bias, a batch norm and an activation.</summary>
    internal static Tensor DepthwiseUnit(
        this Tensor x,
        string scope,
        long kernel,
        long stride = 1,
        string? function = "relu"
    ) => x.Unit(scope, x.Channels, kernel, stride, x.Channels, function);

    /// <summary>A convolution without bias that keeps the size at stride 1, and a batch norm, named c and bn.</summary>
    internal static Tensor ShortUnit(
        this Tensor x,
        string name,
        long filters,
        long kernel = 1,
        long stride = 1,
        long groups = 1
    ) => x.Conv(name + ".c", filters, kernel, stride, (kernel - 1) / 2, groups, bias: false).BatchNorm(name + ".bn");

    /// <summary>The mean of 2x2 positions, of what there is of them at the edge (ResNet-D's shortcut).</summary>
    internal static Tensor MeanOfPairs(this Tensor x, string name, long stride = 2) =>
        x.Then(
            name,
            new AveragePooling(2)
            {
                PoolSize = 2,
                Stride = stride,
                CeilMode = WindowRounding.Ceil,
                CountIncludePad = false,
            }
        );

    /// <summary>The mean of 2x2 positions, in place of a stride.</summary>
    internal static Tensor Averaged(this Tensor x, string name) => x.AveragePool(name, 2, 2);

    /// <summary>A blur, in place of a stride.</summary>
    internal static Tensor Blurred(this Tensor x, string name) =>
        x.Then(
            name,
            new BlurPooling
            {
                PoolSize = 3,
                Stride = 2,
                Padding = 1,
            }
        );

    /// <summary>
    /// A block on an image whose channels come last elsewhere: before its convolutions they go to where the network has
    /// them.
    /// </summary>
    internal static Tensor InChannelsFirst(this Tensor x, string name, Func<Tensor, Tensor> block) =>
        x.OtherLayout is null
            ? block(x)
            : block(x.ToChannelsFirst(name + "permute")).ToChannelsLast(name + "permute_back");

    /// <summary>The mean of all positions and a layer of classes (ClassifierHead).</summary>
    internal static Tensor Head(this Tensor x, BuildOptions options) =>
        x.AdaptiveAveragePool("head.global_pool", 1).Flatten().Dense("head.fc", options.Classes);

    /// <summary>The mean of two layers of classes, one of which learned from another network (distillation).</summary>
    internal static Tensor DistilledHead(this Tensor x, BuildOptions options) =>
        x.Dense("head", options.Classes)
            .Then("average", new Merge { Operation = MergeOperation.Average }, x.Dense("head_dist", options.Classes));

    /// <summary>Stages of blocks as timm names them, each but the first after a step down.</summary>
    internal static Tensor TimmStages(
        this Tensor x,
        int[] depths,
        Func<Tensor, int, Tensor> down,
        Func<Tensor, int, Tensor> block
    ) =>
        x.Repeat(
            depths.Length,
            (x, stage) =>
                x.Within(
                    $"stages.{stage}.",
                    x =>
                        x.If(stage > 0, x => x.Within("downsample.", x => down(x, stage)))
                            .Repeat(depths[stage], (x, i) => x.Within($"blocks.{i}.", x => block(x, stage)))
                )
        );
}
