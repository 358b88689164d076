using System.Text.Json.Nodes;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Keras;
using CnnParams.Layers;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// What sources have beside layers of Keras, written as if it were one: weights, constants, operations.
/// </summary>
internal sealed class SourceRules : KerasRules
{
    internal const string Operation = "source>operation";
    internal const string Weight = "source>weight";
    internal const string Slice = "source>slice";
    internal const string Product = "source>product";

    internal const string Scale = "source>scale";

    public SourceRules()
    {
        Map(Scale, _ => new Scale());
        Map(
            Operation,
            call => new Operation
            {
                OperatorType = call.Config.Needed<string>("op"),
                Kind = Enum.TryParse(call.Config.Text("kind"), out WorkKind kind) ? kind : WorkKind.Unknown,
                OutputShape = call.Config.SampleShape("shape"),
            }
        );
        Map(
            Weight,
            call =>
                Tensors.Draft(
                    [Tensors.Of(call.Config.Text("weight") ?? "weight", call.Config.Wholes("sizes") ?? [])],
                    (call.Config.Wholes("shape") ?? []).Select(size => (long?)size)
                )
        );
        Map(
            Slice,
            call => new Slice
            {
                Axis = call.Config.Needed<int>("axis"),
                Start = call.Config.Given<long>("start"),
                End = call.Config.Given<long?>("end"),
                Step = call.Config.Given<long?>("step") ?? 1,
            }
        );
        Map(
            Product,
            call => new MatMul
            {
                TransposeA = call.Config.Given<bool>("transpose_a"),
                TransposeB = call.Config.Given<bool>("transpose_b"),
            }
        );
    }

    /// <summary>The settings of an operation that no layer is.</summary>
    internal static JsonObject OperationConfig(string op, WorkKind kind, Shape? output)
    {
        var config = new JsonObject { ["op"] = op, ["kind"] = kind.ToString() };
        if (output is not null)
            config["shape"] = ToJson(output);
        return config;
    }

    /// <summary>The settings of a weight that is read as a tensor.</summary>
    internal static JsonObject WeightConfig(SourceTensor weight)
    {
        long[] sizes = [.. weight.Known.Axes.Select(axis => axis.Value ?? throw SourceTensor.UnknownShape())];
        // Where the batch would be stands an axis of one, which is none of a sample.
        var shape = sizes.Length > 1 && sizes[0] == 1 ? sizes.Skip(1) : sizes;
        return new JsonObject
        {
            ["weight"] = weight.WeightName,
            ["sizes"] = new JsonArray([.. sizes.Select(size => JsonValue.Create(size))]),
            ["shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]),
        };
    }

    private static JsonArray ToJson(Shape shape) =>
        new([.. SampleShapes.Of(shape).Sizes.Select(size => size is { } known ? JsonValue.Create(known) : null)]);
}
