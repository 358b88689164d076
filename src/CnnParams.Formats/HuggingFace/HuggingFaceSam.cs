using CnnParams.Catalogue;
using CnnParams.Catalogue.Blocks;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// The image encoder of Segment Anything (arXiv:2304.02643), with its learned distances by row and by column.
/// </summary>
internal sealed class HuggingFaceSam : HuggingFaceModels
{
    public HuggingFaceSam() =>
        Map(
            "sam sam_vision_model",
            (config, x) =>
            {
                config.LeaveOut("the encoder of prompts", "prompt_encoder.", "shared_image_embedding.");
                config.LeaveOut("the decoder of masks", "mask_decoder.");
                return x.Within("vision_encoder.", x => Encoder(config.Part("vision_config"), x));
            }
        );

    private static Tensor Encoder(HuggingFaceConfig config, Tensor x)
    {
        long width = config.Number("hidden_size", 768),
            heads = config.Number("num_attention_heads", 12),
            patch = config.Divisor("patch_size", 16),
            window = config.Number("window_size", 14),
            channels = config.Number("output_channels", 256),
            units = config.Number("mlp_dim", checked((long)(width * config.Real("mlp_ratio", 4))));
        var whole = new HashSet<long>(config.Numbers("global_attn_indexes", 2, 5, 8, 11));
        RequireItsSize(config, "sam", x);
        x = x.Conv("patch_embed.projection", width, patch, patch).ToChannelsLast("patch_embed.permute");
        x = x.If(config.Flag("use_abs_pos", true), x => x.Add("positions", x.LearnedLike("pos_embed")));
        return x.Repeat(
                config.Depth("num_hidden_layers", 12),
                (x, i) =>
                    x.Within(
                        $"layers.{i}.",
                        x =>
                        {
                            var (height, across) = (x.Shape.Spatial(0).Value, x.Shape.Spatial(1).Value);
                            var within = window == 0 || whole.Contains(i) ? (height, across) : (window, window);
                            x = x.LayerNorm("layer_norm1")
                                .InWindows(within, false, x => Attention(config, x, heads, within))
                                .Add("add1", x);
                            return x.LayerNorm("layer_norm2")
                                .Dense("mlp.lin1", units)
                                .Activation("mlp.act", config.Function("gelu"))
                                .Dense("mlp.lin2", width)
                                .Add("add2", x);
                        }
                    )
            )
            .ToChannelsFirst("neck.permute")
            .Conv("neck.conv1", channels, 1, bias: false)
            .LayerNorm("neck.layer_norm1", channels: true)
            .Conv("neck.conv2", channels, 3, 1, 1, bias: false)
            .LayerNorm("neck.layer_norm2", channels: true);
    }

    private static Tensor Attention(HuggingFaceConfig config, Tensor x, long heads, (long Height, long Width) grid)
    {
        var (groups, rows, width, size) = (
            x.Shape[0].Value,
            x.Shape[1].Value,
            x.Last(),
            HuggingFaceAttention.PerHead(x.Last(), heads)
        );
        var parts = x.Dense("attn.qkv", 3 * width, config.Flag("qkv_bias", true))
            .View("attn.heads", groups, rows, 3, heads, size)
            .Permute("attn.parts", 3, 1, 4, 2, 5)
            .View("attn.flat", 3, groups * heads, rows, size)
            .ThenParts("attn.split", new Split { Axis = 1, Sections = 3 });
        Tensor Part(int i) => parts[i].View("attn.part" + i, groups * heads, rows, size);
        var queries = Part(0);
        var scores = queries.Then("attn.scores", new MatMul { TransposeB = true }, Part(1));
        if (config.Flag("use_rel_pos", true))
        {
            var image = queries.View("attn.queries", groups * heads, grid.Height, grid.Width, size);
            var down = image.Then("attn.rel_h", new MatMul(), Table("attn.rel_pos_h", grid.Height));
            var across = image
                .Permute("attn.turned", 1, 3, 2, 4)
                .Then("attn.rel_w", new MatMul(), Table("attn.rel_pos_w", grid.Width))
                .Permute("attn.turned_back", 1, 3, 2, 4);
            scores = scores
                .View("attn.pairs", groups * heads, grid.Height, grid.Width, grid.Height, grid.Width)
                .Add("attn.add_h", down.View("attn.by_row", groups * heads, grid.Height, grid.Width, grid.Height, 1))
                .Add(
                    "attn.add_w",
                    across.View("attn.by_column", groups * heads, grid.Height, grid.Width, 1, grid.Width)
                )
                .View("attn.summed", groups * heads, rows, rows);
        }

        return scores
            .Activation("attn.softmax", "softmax")
            .Then("attn.mixture", new MatMul(), Part(2))
            .View("attn.mixed", groups, heads, rows, size)
            .Permute("attn.joined", 1, 3, 2, 4)
            .View("attn.rows", groups, rows, width)
            .Dense("attn.proj", width);

        // The learned rows of 2n - 1 distances, looked up for each pair of n places.
        Tensor Table(string name, long places) =>
            x.Beside(
                name,
                new WeightTensors
                {
                    Tensors = [new TensorSpec("table", new TensorShape((2 * places) - 1, size))],
                    OutputShape = new TensorShape(places, size, places),
                }
            );
    }
}
