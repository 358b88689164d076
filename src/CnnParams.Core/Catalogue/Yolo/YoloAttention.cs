using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Catalogue.Yolo;

/// <summary>Attention over positions, by convolutions (YOLO 10 to 26) and as transformers have it (RT-DETR).</summary>
internal sealed class YoloAttention : YoloModules
{
    public YoloAttention()
    {
        Map(
            "PSA",
            (call, x) =>
                Partial(
                    call,
                    x,
                    (x, hidden) =>
                        FeedForward(
                            call.Unit,
                            Attended(call.Unit, x, "attn.", Heads(hidden)).Add("add", x),
                            "ffn.",
                            2 * hidden
                        )
                )
        );
        MapRepeated(
            "C2PSA",
            (call, x) =>
                Partial(
                    call,
                    x,
                    (x, hidden) => x.Repeat(call.Repeats, (x, i) => Block(call.Unit, x, $"m.{i}.", Heads(hidden)))
                )
        );
        MapRepeated(
            "C2fPSA",
            (call, x) =>
                YoloStages.Fast(
                    call,
                    x,
                    call.Values.Real(1, 0.5),
                    (x, scope, hidden) => Block(call.Unit, x, scope, Heads(hidden))
                ),
            isModern: true
        );
        MapRepeated("A2C2f", Area, isModern: true);
        Map(
            "AIFI",
            (call, x) =>
            {
                var tokens = Tokens(x);
                long heads = call.Values.Whole(1, 8);
                var attended = tokens
                    .Then("ma", new MultiHeadAttention { Heads = heads, KeySize = PerHead(x, heads) })
                    .Add("add1", tokens)
                    .LayerNorm("norm1");
                var end = attended
                    .Dense("fc1", call.Values.Whole(0, 2048))
                    .Activation("act", "gelu")
                    .Dense("fc2", x.Channels)
                    .Add("add2", attended)
                    .LayerNorm("norm2");
                return Image(end, x.Shape, x.Channels);
            }
        );
        MapRepeated(
            "C3TR",
            (call, x) =>
                YoloStages.Three(
                    call.Unit,
                    x,
                    "",
                    call.Filters,
                    call.Values.Real(3, 0.5),
                    1,
                    (x, _, _) => x.Within("m.", x => Transformer(x, 4, call.Repeats))
                )
        );
    }

    /// <summary>Attention and two 1x1 convolutions, each with a shortcut.</summary>
    internal static Tensor Block(YoloUnit unit, Tensor x, string scope, long heads) =>
        x.Within(
            scope,
            x => FeedForward(unit, Attended(unit, x, "attn.", heads).Add("add", x), "ffn.", 2 * x.Channels)
        );

    // Queries and keys have half of the channels of a head; where values are is learned by a depthwise convolution.
    private static Tensor Attended(YoloUnit unit, Tensor x, string scope, long heads) =>
        x.Within(
            scope,
            x =>
            {
                long perHead = PerHead(x, heads),
                    keys = perHead / 2;
                var parts = PerPosition(unit.Conv(x, "qkv.", x.Channels + (2 * keys * heads), active: false), heads)
                    .ThenParts("split", new Split { Axis = 2, Sizes = [keys, keys, perHead] });
                var weights = parts[0]
                    .Then("scores", new MatMul { TransposeA = true }, parts[1])
                    .Activation("softmax", "softmax");
                var mixed = FromHeads(parts[2].Then("values", new MatMul { TransposeB = true }, weights), x);
                return unit.Conv(
                    mixed.Add(
                        "add",
                        unit.Conv(FromHeads(parts[2], x), "pe.", x.Channels, 3, 1, x.Channels, active: false)
                    ),
                    "proj.",
                    x.Channels,
                    active: false
                );
            }
        );

    // Area attention: positions in so many stripes attend to those of their own.
    private static Tensor AreaAttended(YoloUnit unit, Tensor x, string scope, long heads, long areas, bool isTurbo) =>
        x.Within(
            scope,
            x =>
            {
                long perHead = PerHead(x, heads),
                    positions = x.Shape.Positions ?? 0;
                if (areas < 1 || positions % areas != 0)
                    throw new LayerException(
                        ErrorId.InvalidSetting,
                        FormattableString.Invariant($"{positions} positions are not divisible into {areas} areas")
                    );
                var parts = isTurbo
                    ? PerPosition(unit.Conv(x, "qk.", 2 * x.Channels, active: false), heads)
                        .ThenParts("split", new Split { Axis = 2, Sections = 2 })
                        .Append(PerPosition(unit.Conv(x, "v.", x.Channels, active: false), heads))
                        .ToArray()
                    : PerPosition(unit.Conv(x, "qkv.", 3 * x.Channels, active: false), heads)
                        .ThenParts("split", new Split { Axis = 2, Sections = 3 });
                long around = isTurbo ? 5 : 7;
                Tensor[] striped =
                [
                    .. parts.Select(
                        (part, i) =>
                            part.Then(
                                $"area{i}",
                                new Reshape { TargetShape = [heads * areas, perHead, positions / areas] }
                            )
                    ),
                ];
                var weights = striped[0]
                    .Then("scores", new MatMul { TransposeA = true }, striped[1])
                    .Activation("softmax", "softmax");
                var mixed = FromHeads(striped[2].Then("values", new MatMul { TransposeB = true }, weights), x);
                return unit.Conv(
                    mixed.Add(
                        "add",
                        unit.Conv(FromHeads(parts[2], x), "pe.", x.Channels, around, 1, x.Channels, active: false)
                    ),
                    "proj.",
                    x.Channels,
                    active: false
                );
            }
        );

    private static Tensor FeedForward(YoloUnit unit, Tensor x, string scope, long hidden) =>
        x.Within(
            scope,
            inner => unit.Conv(unit.Conv(inner, "0.", hidden), "1.", x.Channels, active: false).Add("add", inner)
        );

    private static Tensor Partial(YoloCall call, Tensor x, Func<Tensor, long, Tensor> block)
    {
        long hidden = YoloStages.Hidden(x.Channels, call.Values.Real(1, 0.5));
        var parts = call.Unit.Conv(x, "cv1.", 2 * hidden).ThenParts("split", new Split { Sections = 2 });
        return call.Unit.Conv(parts[0].Concatenate("concat", block(parts[1], hidden)), "cv2.", x.Channels);
    }

    private static Tensor Area(YoloCall call, Tensor x)
    {
        bool attends = call.Values.Flag(1, true),
            isLarge = call.IsScale("lx");
        bool residual = call.Values.Flag(3, isLarge);
        double ratio = call.Values.Real(
            4,
            !isLarge ? 2
                : call.Model.IsTurbo ? 1.5
                : 1.2
        );
        long filters = call.Filters,
            hidden = YoloStages.Hidden(filters, call.Values.Real(5, 0.5));
        List<Tensor> parts = [call.Unit.Conv(x, "cv1.", hidden)];
        for (int i = 0; i < call.Repeats; i++)
        {
            parts.Add(
                attends
                    ? parts[i]
                        .Repeat(
                            2,
                            (x, j) =>
                                x.Within(
                                    $"m.{i}.{j}.",
                                    x =>
                                        FeedForward(
                                            call.Unit,
                                            AreaAttended(
                                                    call.Unit,
                                                    x,
                                                    "attn.",
                                                    Math.Max(1, hidden / 32),
                                                    call.Values.Whole(2, 1),
                                                    call.Model.IsTurbo
                                                )
                                                .Add("add", x),
                                            "mlp.",
                                            (long)(hidden * ratio)
                                        )
                                )
                        )
                    : YoloStages.ThreeOfTwo(
                        call.Unit,
                        parts[i],
                        $"m.{i}.",
                        hidden,
                        call.Values.Flag(7, true),
                        call.Values.Whole(6, 1)
                    )
            );
        }

        var end = call.Unit.Conv(parts[0].Concatenate("concat", [.. parts.Skip(1)]), "cv2.", filters);
        return end.If(attends && residual, end => end.Then("gamma", new Scale()).Add("add", x));
    }

    private static Tensor Transformer(Tensor x, long heads, int layers)
    {
        var tokens = Tokens(x);
        tokens = tokens.Dense("linear", x.Channels).Add("add", tokens);
        tokens = tokens.Repeat(
            layers,
            (x, i) =>
                x.Within(
                    $"tr.{i}.",
                    x =>
                    {
                        var attended = x.Dense("q", x.Channels, bias: false)
                            .Then(
                                "ma",
                                new MultiHeadAttention { Heads = heads, KeySize = PerHead(x, heads) },
                                x.Dense("v", x.Channels, bias: false),
                                x.Dense("k", x.Channels, bias: false)
                            )
                            .Add("add1", x);
                        return attended
                            .Dense("fc1", x.Channels, bias: false)
                            .Dense("fc2", x.Channels, bias: false)
                            .Add("add2", attended);
                    }
                )
        );
        return Image(tokens, x.Shape, x.Channels);
    }

    private static long Heads(long channels) => Math.Max(1, channels / 64);

    private static long PerHead(Tensor x, long heads) =>
        heads > 0 && x.Channels % heads == 0
            ? x.Channels / heads
            : throw new LayerException(
                ErrorId.InvalidSetting,
                FormattableString.Invariant($"{x.Channels} channels are not divisible by {heads} heads")
            );

    // (heads, channels of a head, positions), wherever the image has its channels.
    private static Tensor PerPosition(Tensor x, long heads) =>
        x.ToChannelsFirst("first").Then("heads", new Reshape { TargetShape = [heads, x.Channels / heads, -1] });

    private static Tensor FromHeads(Tensor x, Tensor like) =>
        like.Shape.Layout == ShapeLayout.ChannelsFirst
            ? x.Then(
                "image",
                new Reshape { TargetShape = [like.Channels, like.Shape.Spatial(0).Value, like.Shape.Spatial(1).Value] }
            )
            : x.Then(
                    "image",
                    new Reshape
                    {
                        TargetShape = [like.Channels, like.Shape.Spatial(0).Value, like.Shape.Spatial(1).Value],
                    }
                )
                .Permute("last", 2, 3, 1);

    /// <summary>(positions, channels), wherever the image has its channels.</summary>
    internal static Tensor Tokens(Tensor x) =>
        x.Shape.Layout == ShapeLayout.ChannelsFirst
            ? x.Then("flatten", new Reshape { TargetShape = [x.Channels, -1] }).Permute("tokens", 2, 1)
            : x.Then("tokens", new Reshape { TargetShape = [-1, x.Channels] });

    private static Tensor Image(Tensor tokens, TensorShape like, long channels) =>
        like.Layout == ShapeLayout.ChannelsFirst
            ? tokens
                .Permute("back", 2, 1)
                .Then("image", new Reshape { TargetShape = [channels, like.Spatial(0).Value, like.Spatial(1).Value] })
            : tokens.Then(
                "image",
                new Reshape { TargetShape = [like.Spatial(0).Value, like.Spatial(1).Value, channels] }
            );
}
