using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Families;

/// <summary>MaxViT as torchvision has it: convolutions, attention in windows and in grids by turns.</summary>
internal sealed class MaxViT : IArchitectureFamily
{
    private const long Window = 7;
    private const long PerHead = 32;

    private static readonly Paper Paper = new("MaxViT: Multi-Axis Vision Transformer", 2022, "arXiv:2204.01697");

    public string Name => "MaxViT";

    public IEnumerable<Architecture> Members => [Of("MaxViT_T", 64, [64, 128, 256, 512], [2, 2, 5, 2])];

    private static Architecture Of(string name, long stem, long[] widths, int[] depths) =>
        new(
            name,
            Paper,
            Variants.Torchvision(
                (x, _) =>
                    x.ConvNorm("stem.0.", stem, 3, 2, "gelu")
                        .Conv("stem.1.0", stem, 3, padding: 1)
                        .Repeat(
                            depths.Length,
                            (x, stage) =>
                                x.Repeat(
                                    depths[stage],
                                    (x, i) =>
                                        x.Within(
                                            $"blocks.{stage}.layers.{i}.layers.",
                                            x => Layer(x, widths[stage], i == 0 ? 2 : 1)
                                        )
                                )
                        ),
                (x, o) =>
                    x.AdaptiveAveragePool("classifier.0", 1)
                        .Flatten("classifier.1")
                        .LayerNorm("classifier.2")
                        .Dense("classifier.3", x.Channels)
                        .Activation("classifier.4", "tanh")
                        .Dense("classifier.5", o.Classes, bias: false)
            )
        );

    private static Tensor Layer(Tensor x, long width, long stride) =>
        Convolutions(x, width, stride)
            .Within(
                "window_attention.",
                x => ByPosition(x, x => x.InWindows((Window, Window), isShifted: false, Attention))
            )
            .Within("grid_attention.", x => ByPosition(x, x => x.InGrids(Window, Attention)));

    // Positions are parted where the channels are the last axis; an image that has them first gets them back there.
    private static Tensor ByPosition(Tensor x, Func<Tensor, Tensor> attend) =>
        x.Shape.Layout == ShapeLayout.ChannelsFirst
            ? attend(x.ToChannelsLast("partition")).ToChannelsFirst("departition")
            : attend(x);

    // An inverted residual that is normalised first, and whose shortcut is made smaller by a mean.
    private static Tensor Convolutions(Tensor x, long width, long stride) =>
        x.Within(
            "MBconv.",
            x =>
            {
                long middle = 4 * width;
                return x.BatchNorm("layers.pre_norm")
                    .ConvNorm("layers.conv_a.", middle, 1, function: "gelu")
                    .ConvNorm("layers.conv_b.", middle, 3, stride, "gelu", groups: middle)
                    .SqueezeExcite("layers.squeeze_excitation.", width / 4, "silu")
                    .Conv("layers.conv_c", width, 1)
                    .DropPath("stochastic_depth")
                    .Add(
                        "add",
                        x.If(stride > 1, x => x.AveragePool("proj.0", 3, stride, 1))
                            .If(stride > 1 || x.Channels != width, x => x.Conv("proj.1", width, 1))
                    );
            }
        );

    // Within the windows the channels are the last axis.
    private static Tensor Attention(Tensor x)
    {
        long channels = x.Last(),
            heads = channels / PerHead;
        var (windows, positions) = (x.Shape[0].Value, x.Shape[1].Value);
        x = x.LayerNorm("attn_layer.0")
            .Within(
                "attn_layer.1.",
                x =>
                {
                    var parts = x.Dense("to_qkv", 3 * channels)
                        .View("heads", windows, positions, 3, heads, PerHead)
                        .Permute("parts", 3, 1, 4, 2, 5)
                        .ThenParts("split", new Split { Axis = 1, Sections = 3 });
                    Tensor Part(int i) => parts[i].View("part" + i, windows, heads, positions, PerHead);
                    var bias = x.Beside(
                        "relative_position_bias_table",
                        new WeightTensors
                        {
                            Tensors =
                            [
                                new TensorSpec(
                                    "table",
                                    new TensorShape(((2 * Window) - 1) * ((2 * Window) - 1), heads)
                                ),
                            ],
                            OutputShape = new TensorShape(heads, positions, positions),
                        }
                    );
                    return Part(0)
                        .Then("scores", new MatMul { TransposeB = true }, Part(1))
                        .CalledAs(ModuleCall.Einsum)
                        .Add("bias", bias)
                        .Activation("softmax", "softmax")
                        .CalledAs(ModuleCall.Function)
                        .Then("mixture", new MatMul(), Part(2))
                        .CalledAs(ModuleCall.Einsum)
                        .Permute("joined", 1, 3, 2, 4)
                        .View("joined_heads", windows, positions, channels)
                        .Dense("merge", channels);
                }
            )
            .Dropout("attn_layer.2", 0)
            .DropPath("stochastic_dropout")
            .Add("add_1", x);
        return x.LayerNorm("mlp_layer.0")
            .Within("mlp_layer.", x => x.Dense("1", 4 * channels).Activation("2", "gelu").Dense("3", channels))
            .Dropout("mlp_layer.4", 0)
            .DropPath("stochastic_dropout")
            .Add("add_2", x);
    }
}
