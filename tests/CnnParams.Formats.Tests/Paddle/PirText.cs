using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Paddle;

/// <summary>
/// A program of PaddlePaddle 3 that is put together operator by operator, as its serialiser writes it.
/// </summary>
internal sealed class PirText
{
    private readonly JsonArray _operators = [];
    private int _last;

    /// <summary>A program with one input.</summary>
    internal static PirText Reading(params long[] sizes)
    {
        var text = new PirText();
        text.Add("1.data", [], [text.Value(sizes)], ("name", Attribute("x")));
        return text;
    }

    /// <summary>Adds a parameter.</summary>
    /// <returns>The number of its value.</returns>
    internal int Parameter(string name, params long[] sizes)
    {
        var value = Value(sizes);
        _operators.Add(
            new JsonObject
            {
                ["#"] = "p",
                ["A"] = new JsonArray(0, 1, 1, name),
                ["DA"] = new JsonArray(),
                ["O"] = value,
                ["OA"] = new JsonArray(1, 0, 1),
                ["QA"] = new JsonArray(),
            }
        );
        return _last;
    }

    /// <summary>Adds a list of whole numbers.</summary>
    internal int Numbers(params long[] numbers)
    {
        var items = new JsonArray([
            .. numbers.Select(number => (JsonNode)new JsonObject { ["#"] = "0.a_i64", ["D"] = number }),
        ]);
        return Add(
            "1.full_int_array",
            [],
            [Value([numbers.Length], "0.t_i64")],
            ("value", new JsonObject { ["#"] = "0.a_array", ["D"] = items })
        );
    }

    /// <summary>Adds one whole number.</summary>
    internal int Number(long number) =>
        Add(
            "1.full",
            [],
            [Value([1], "0.t_i32")],
            ("value", new JsonObject { ["#"] = "1.a_scalar", ["D"] = new JsonArray("int32", number) })
        );

    /// <summary>Adds an operator with one result.</summary>
    internal int Operator(string name, int[] reads, long[] sizes, params (string Name, JsonNode Value)[] attributes) =>
        Add(name, reads, [Value(sizes)], attributes);

    /// <summary>Adds an operator.</summary>
    /// <returns>The number of the first value that it writes.</returns>
    internal int Add(string name, int[] reads, JsonObject[] writes, params (string Name, JsonNode Value)[] attributes)
    {
        _operators.Add(
            new JsonObject
            {
                ["#"] = name,
                ["A"] = new JsonArray([
                    .. attributes.Select(attribute =>
                        (JsonNode)new JsonObject { ["AT"] = attribute.Value.DeepClone(), ["N"] = attribute.Name }
                    ),
                ]),
                ["I"] = new JsonArray([.. reads.Select(read => (JsonNode)new JsonObject { ["%"] = read })]),
                ["O"] = new JsonArray([.. writes]),
            }
        );
        return writes.Length > 0 ? (int)writes[0]["%"]! : 0;
    }

    /// <summary>The operator that was added last, to be changed.</summary>
    internal JsonObject Last => (JsonObject)_operators[^1]!;

    /// <summary>A new value, a tensor.</summary>
    internal JsonObject Value(long[] sizes, string element = "0.t_f32") =>
        new() { ["%"] = ++_last, ["TT"] = Tensor(sizes, element) };

    /// <summary>A new value, a list of tensors.</summary>
    internal JsonObject List(params long[][] items) =>
        new()
        {
            ["%"] = ++_last,
            ["TT"] = new JsonObject
            {
                ["#"] = "0.t_vec",
                ["D"] = new JsonArray([.. items.Select(sizes => (JsonNode)Tensor(sizes, "0.t_f32"))]),
            },
        };

    internal static JsonNode Attribute(string text) => new JsonObject { ["#"] = "0.a_str", ["D"] = text };

    internal static JsonNode Attribute(bool truth) => new JsonObject { ["#"] = "0.a_bool", ["D"] = truth };

    internal static JsonNode Attribute(int number) => new JsonObject { ["#"] = "0.a_i32", ["D"] = number };

    internal static JsonNode Attribute(params double[] numbers) =>
        new JsonObject
        {
            ["#"] = "0.a_array",
            ["D"] = new JsonArray([
                .. numbers.Select(number =>
                    (JsonNode)
                        new JsonObject { ["#"] = number == Math.Floor(number) ? "0.a_i32" : "0.a_f32", ["D"] = number }
                ),
            ]),
        };

    /// <summary>The text.</summary>
    public override string ToString() =>
        new JsonObject
        {
            ["base_code"] = new JsonObject
            {
                ["magic"] = "pir",
                ["trainable"] = true,
                ["version"] = 1,
            },
            ["program"] = new JsonObject
            {
                ["regions"] = new JsonArray(
                    new JsonObject
                    {
                        ["#"] = "region_0",
                        ["blocks"] = new JsonArray(
                            new JsonObject
                            {
                                ["#"] = "block_0",
                                ["args"] = new JsonArray(),
                                ["ops"] = _operators.DeepClone(),
                            }
                        ),
                    }
                ),
            },
        }.ToJsonString(new JsonSerializerOptions { MaxDepth = 1000 });

    /// <summary>Reads the program.</summary>
    internal Network Read(params long[] shape) => Read(ToString(), shape);

    /// <summary>Reads a program.</summary>
    internal static Network Read(string text, params long[] shape)
    {
        using var file = new TemporaryFile("inference.json", Encoding.UTF8.GetBytes(text));
        return TestFiles.Read(
            file.Path,
            new ReadOptions { InputShape = shape.Length > 0 ? new TensorShape(shape) : null }
        );
    }

    private static JsonObject Tensor(long[] sizes, string element) =>
        new()
        {
            ["#"] = "0.t_dtensor",
            ["D"] = new JsonArray(
                new JsonObject { ["#"] = element },
                new JsonArray([.. sizes.Select(size => (JsonNode)size)]),
                "NCHW",
                new JsonArray(),
                0
            ),
        };
}
