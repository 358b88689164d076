using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Normalisations.</summary>
internal sealed class TorchNormalizing : TorchFunctions
{
    public TorchNormalizing()
    {
        Add(
            Home.Functional | Home.Torch,
            "batch_norm(input, running_mean=None, running_var=None, weight=None, bias=None, training=False, "
                + "momentum=0.1, eps=1e-05)",
            call => BatchNorm(call)
        );
        Add(
            Home.Functional | Home.Torch,
            "instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, "
                + "momentum=0.1, eps=1e-05)",
            call =>
                Place(
                    call,
                    "instance_norm",
                    Guard(() =>
                        new InstanceNormalization
                        {
                            Scale = Has(call, "weight"),
                            Center = Has(call, "bias"),
                            TrackStatistics = Has(call, "running_mean"),
                        }
                    )
                )
        );
        Add(
            Home.Functional | Home.Torch,
            "group_norm(input, num_groups, weight=None, bias=None, eps=1e-05)",
            call =>
                Place(
                    call,
                    "group_norm",
                    Guard(() =>
                        new GroupNormalization
                        {
                            Groups = call.Integer("num_groups"),
                            Scale = Has(call, "weight"),
                            Center = Has(call, "bias"),
                        }
                    )
                )
        );
        Add(
            Home.Functional | Home.Torch,
            "layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05)",
            call => LayerNorm(call, isRootMeanSquare: false)
        );
        Add(
            Home.Functional | Home.Torch,
            "rms_norm(input, normalized_shape, weight=None, bias=None, eps=None)",
            call => LayerNorm(call, isRootMeanSquare: true)
        );
        Add(
            Home.Functional,
            "local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0)",
            call =>
                TraceOf(call)
                    .EmitByRule(
                        "local_response_norm",
                        Guard(() => new LocalResponseNormalization { Size = call.Integer("size") }),
                        [Tensor(call, 0)],
                        isSpatial: true
                    )
        );
    }

    private static bool Has(HostCall call, string name) => Optional(call, name) is not null;

    private static TorchTensor BatchNorm(HostCall call)
    {
        var input = Tensor(call, 0);
        if (input.IsConstant && input.Shape is not null)
        {
            var derived = Derived(input.Shape, [.. call.Values.OfType<TorchTensor>()]);
            derived.IsStandardized = !Has(call, "running_mean") && !Has(call, "bias");
            return derived;
        }

        int? axis =
            input.Shape is { Rank: > 1 } shape && !(shape.Rank > 2 && Trace.IsFolded(shape))
                ? SampleShapes.Axis(shape, 1)
                : null;
        // The channels come first, where nothing else is said.
        return Place(
            call,
            "batch_norm",
            new BatchNormalization
            {
                Scale = Has(call, "weight"),
                Center = Has(call, "bias"),
                TrackStatistics = Has(call, "running_mean"),
                Axis = axis == 1 ? null : axis,
            }
        );
    }

    private static TorchTensor Place(HostCall call, string op, NormalizationLayer layer)
    {
        var input = Tensor(call, 0);
        if (
            input.Shape is { Rank: > 1 } shape
            && Optional(call, "weight")?.Count is { } channels
            && shape[1].Value is { } given
            && channels != given
        )
            throw Errors.Runtime(
                $"{op}: the weight has {channels} channels, but the input {shape} has {given} channels"
            );
        return TraceOf(call)
            .EmitByRule(
                op,
                layer,
                [input],
                isSpatial: input.Shape is not { Rank: < 3 },
                ("gamma", Optional(call, "weight")),
                ("beta", Optional(call, "bias")),
                ("moving_mean", Optional(call, "running_mean")),
                ("moving_variance", Optional(call, "running_var"))
            );
    }

    private static TorchTensor LayerNorm(HostCall call, bool isRootMeanSquare)
    {
        var layer = Guard(() =>
            new LayerNormalization
            {
                NormalizedShape = Integers(call, call["normalized_shape"]),
                Scale = Has(call, "weight"),
                Center = Has(call, "bias"),
                IsRootMeanSquare = isRootMeanSquare,
            }
        );
        return TraceOf(call)
            .EmitByRule(
                isRootMeanSquare ? "rms_norm" : "layer_norm",
                layer,
                [Tensor(call, 0)],
                isSpatial: false,
                ("gamma", Optional(call, "weight")),
                ("beta", Optional(call, "bias"))
            );
    }
}
