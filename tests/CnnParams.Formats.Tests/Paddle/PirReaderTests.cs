using System.Text;
using System.Text.Json.Nodes;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Paddle;

/// <summary>
/// What is particular to a program in JSON: numbered values, lists of them, constants that are settings, errors.
/// </summary>
public class PirReaderTests
{
    [Theory]
    [InlineData("inference.json")]
    [InlineData("model.txt")]
    public void It_is_known_by_its_content(string name)
    {
        using var file = new TemporaryFile(name, Encoding.UTF8.GetBytes(Filtered().ToString()));
        Assert.Equal("PaddlePaddle", WeightFiles.Read(file.Path).Format);
    }

    [Fact]
    public void Layers_are_called_by_their_modules_and_weights()
    {
        var text = PirText.Reading(-1, 3, 8, 8);
        int conv = text.Operator(
            "1.conv2d",
            [1, text.Parameter("conv2d_0.w_0", 4, 3, 3, 3)],
            [-1, 4, 6, 6],
            ("struct_name", PirText.Attribute("/Net/Stem/Conv2D/"))
        );
        int relu = text.Operator("1.relu_", [conv], [-1, 4, 6, 6], ("struct_name", PirText.Attribute("/Net/Stem/")));
        text.Operator("1.relu", [relu], [-1, 4, 6, 6]);
        Assert.Equal(
            ["x", "Net/Stem/Conv2D/conv2d_0", $"Net/Stem/relu_{relu}", $"relu_{relu + 1}"],
            text.Read().Layers.Select(layer => layer.Name)
        );
    }

    [Fact]
    public void Lists_of_tensors_are_put_together_and_taken_apart()
    {
        var text = PirText.Reading(-1, 4, 6, 6);
        text.Add(
            "1.split_with_num",
            [1, text.Number(1)],
            [text.List([-1, 2, 6, 6], [-1, 2, 6, 6])],
            ("num", PirText.Attribute(2))
        );
        int list = (int)text.Last["O"]![0]!["%"]!;
        JsonObject first = text.Value([-1, 2, 6, 6]),
            second = text.Value([-1, 2, 6, 6]);
        text.Add("0.split", [list], [first, second]);
        int picked = text.Add("0.slice", [list], [text.Value([-1, 2, 6, 6])], ("index", PirText.Attribute(1)));
        int three = text.Add(
            "0.combine",
            [(int)first["%"]!, (int)second["%"]!, picked],
            [text.List([-1, 2, 6, 6], [-1, 2, 6, 6], [-1, 2, 6, 6])]
        );
        text.Operator("1.concat", [three, text.Number(1)], [-1, 6, 6, 6]);
        var network = text.Read();
        Assert.Empty(network.Warnings);
        string split = network.Layers[1].Name;
        Assert.Equal([split, $"{split}:1", $"{split}:1"], network.Layers[2].Inputs!);
        Assert.Equal("(6,6,6)", Measurer.Measure(network).Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void Arithmetic_on_shapes_is_no_layer()
    {
        var text = PirText.Reading(-1, 4, 6, 6);
        int shape = text.Add("1.shape64", [1], [text.Value([4], "0.t_i64")]);
        int width = text.Operator(
            "1.slice",
            [shape, text.Numbers(3), text.Numbers(4)],
            [],
            ("axes", PirText.Attribute(0.0)),
            ("decrease_axis", PirText.Attribute(0.0))
        );
        int sizes = text.Add("0.combine", [text.Number(-1), text.Number(24), width], [text.List([1], [1], [])]);
        int stacked = text.Operator("1.stack", [sizes], [3]);
        text.Operator("1.reshape", [1, stacked], [-1, 24, -1]);
        Assert.Equal(["Input", "Reshape"], Types(text));
        Assert.Equal("(24,6)", Measurer.Measure(text.Read()).Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void Sizes_that_the_program_leaves_open_follow_from_the_shape_that_is_given()
    {
        var text = PirText.Reading(-1, 3, -1, -1);
        int conv = text.Operator(
            "1.conv2d",
            [1, text.Parameter("conv2d_0.w_0", 4, 3, 3, 3)],
            [-1, 4, -1, -1],
            ("strides", PirText.Attribute(2.0, 2.0)),
            ("paddings", PirText.Attribute(1.0, 1.0))
        );
        int scaled = text.Operator("1.multiply", [text.Parameter("scale.w_0", 1), conv], [-1, 4, -1, -1]);
        text.Operator(
            "1.nearest_interp",
            [scaled, 0, 0, 0],
            [-1, 4, -1, -1],
            ("scale", PirText.Attribute(2.0, 2.0)),
            ("out_h", PirText.Attribute(-1))
        );
        var measured = Measurer.Measure(text.Read(3, 32, 48));
        Assert.Equal(
            ["(3,32,48)", "(4,16,24)", "(4,16,24)", "(4,32,48)"],
            measured.Rows.Select(row => row.OutputShape.ToString())
        );
        Assert.Equal(4 * 3 * 9 * 16 * 24, measured.Totals.Macs);
        Assert.Equal(Trust.LowerBound, Measurer.Measure(text.Read()).Totals.MacsTrust);
    }

    [Fact]
    public void The_shape_is_given_to_the_first_input_of_its_rank()
    {
        var text = PirText.Reading(-1, 2);
        int image = text.Add("1.data", [], [text.Value([-1, 3, -1, -1])], ("name", PirText.Attribute("image")));
        text.Operator("1.relu", [image], [-1, 3, -1, -1]);
        Assert.Equal(
            ["(2)", "(3,5,7)", "(3,5,7)"],
            Measurer.Measure(text.Read(3, 5, 7)).Rows.Select(row => row.OutputShape.ToString())
        );
    }

    [Fact]
    public void Branches_count_with_the_weights_that_they_read()
    {
        var text = PirText.Reading(-1, 8);
        int weight = text.Parameter("linear_0.w_0", 8, 5);
        text.Operator("1.if", [1], [-1, 5]);
        var inner = text.Value([-1, 5]);
        var operation = new JsonObject
        {
            ["#"] = "1.matmul",
            ["I"] = new JsonArray(new JsonObject { ["%"] = 1 }, new JsonObject { ["%"] = weight }),
            ["O"] = new JsonArray(inner),
        };
        text.Last["regions"] = new JsonArray(
            new JsonObject { ["blocks"] = new JsonArray(new JsonObject { ["ops"] = new JsonArray(operation) }) }
        );
        var network = text.Read();
        Assert.Contains(
            network.Warnings,
            warning => warning.Contains("blocks within blocks", StringComparison.Ordinal)
        );
        Assert.Equal(
            (40, Trust.LowerBound),
            (Measurer.Measure(network).Totals.Parameters, Measurer.Measure(network).Totals.MacsTrust)
        );
    }

    [Fact]
    public void What_is_not_known_is_said_and_counts_with_its_weights()
    {
        var text = PirText.Reading(-1, 8);
        text.Operator("3.my_layer", [1, text.Parameter("a", 8, 5), text.Parameter("b", 5)], [-1, 5]);
        var network = text.Read();
        Assert.Contains("custom_op.my_layer", Assert.Single(network.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            (45, Trust.LowerBound),
            (Measurer.Measure(network).Totals.Parameters, Measurer.Measure(network).Totals.MacsTrust)
        );
    }

    [Fact]
    public void A_weight_that_is_read_twice_counts_once_and_one_that_is_not_read_is_said()
    {
        var text = PirText.Reading(-1, 8);
        int weight = text.Parameter("positions", 1, 8);
        text.Parameter("forgotten", 3);
        int sum = text.Operator("1.add", [1, weight], [-1, 8]);
        text.Operator("1.multiply", [sum, weight], [-1, 8]);
        var network = text.Read();
        Assert.Contains(
            "1 of its weights, 3 elements in all, are on no row: 'forgotten' (3)",
            Assert.Single(network.Warnings),
            StringComparison.Ordinal
        );
        Assert.Equal(8, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData("\"magic\":\"pir\"", "\"magic\":\"other\"", "magic 'other'")]
    [InlineData("\"#\":\"1.relu\"", "\"#\":7", "operator 3 of its program has no name")]
    [InlineData("\"I\":[{\"%\":3}]", "\"I\":[{\"%\":99}]", "operator 3 of its program, '1.relu', reads the value 99")]
    [InlineData("\"I\":[{\"%\":3}]", "\"I\":[{\"%\":4}]", "reads the value 4, which nothing before it writes")]
    [InlineData("\"I\":[{\"%\":3}]", "\"I\":[{\"%\":99999999999999999999}]", "without a number")]
    [InlineData("\"O\":[{\"%\":4,", "\"O\":[{\"%\":3,", "writes the value 3, which has been written")]
    [InlineData(
        "\"A\":[0,1,1,\"conv2d_0.w_0\"]",
        "\"A\":[0,1,1]",
        "operator 1 of its program, 'p', is a parameter without a name"
    )]
    [InlineData("[4,3,3,3]", "[4,3]", "has no Filter with four or five axes")]
    [InlineData("[4,3,3,3]", "[4,3,3,0]", "cannot be")]
    [InlineData("\"ops\"", "\"operators\"", "no block with operators")]
    public void A_mistake_is_an_error_with_its_place(string right, string wrong, string said)
    {
        string text = Filtered().ToString();
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.Contains(
            said,
            Assert
                .Throws<ModelFileException>(() => PirText.Read(text.Replace(right, wrong, StringComparison.Ordinal)))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_shape_that_contradicts_the_settings_is_a_warning() =>
        Assert.Contains(
            "the file says that the output is (4,6,6)",
            PirText.Read(Filtered().ToString().Replace("[4,3,3,3]", "[4,3,5,5]", StringComparison.Ordinal)).Warnings[0],
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_member_may_be_missing_or_of_another_kind()
    {
        var text = Filtered();
        text.Add("0.combine", [4, 4], [text.List([-1, 4, 6, 6], [-1, 4, 6, 6])]);
        text.Operator("1.concat", [5, text.Number(1)], [-1, 8, 6, 6]);
        string whole = text.ToString();
        int changed = 0;
        foreach (
            string? value in new[]
            {
                null,
                "null",
                "\"text\"",
                "-1",
                "1e300",
                "9223372036854775807",
                "true",
                "[]",
                "{}",
                "[[[1]]]",
            }
        )
        {
            for (int place = 0; ; place++, changed++)
            {
                var root = JsonNode.Parse(whole)!;
                int left = place;
                if (!Change(root, ref left, value))
                    break;
                Survives(root.ToJsonString());
            }
        }

        Assert.True(changed > 1000);
    }

    [Fact]
    public void Endless_nesting_is_an_error()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"regions\":[{\"blocks\":[{\"ops\":[", 50_000));
        Assert.Throws<ModelFileException>(() => PirText.Read("{\"base_code\":{\"magic\":\"pir\"},\"program\":" + deep));
    }

    [Fact]
    public void A_list_that_is_read_again_and_again_has_an_end()
    {
        var text = PirText.Reading(-1, 1);
        int list = text.Add("0.combine", [.. Enumerable.Repeat(1, 20_000)], [text.List()]);
        text.Operator("1.add_n", [.. Enumerable.Repeat(list, 1_000)], [-1, 1]);
        Assert.Contains(
            "lists of tensors",
            Assert.Throws<ModelFileException>(() => text.Read()).Message,
            StringComparison.Ordinal
        );
        text = PirText.Reading(-1, 1);
        list = text.Add("0.combine", [1, 1], [text.List()]);
        text.Add("0.combine", [list, list], [text.List()]);
        Assert.Contains(
            "not one tensor",
            Assert.Throws<ModelFileException>(() => text.Read()).Message,
            StringComparison.Ordinal
        );
    }

    private static PirText Filtered()
    {
        var text = PirText.Reading(-1, 3, 8, 8);
        text.Operator(
            "1.conv2d",
            [1, text.Parameter("conv2d_0.w_0", 4, 3, 3, 3)],
            [-1, 4, 6, 6],
            ("strides", PirText.Attribute(1.0, 1.0)),
            ("groups", PirText.Attribute(1))
        );
        text.Operator("1.relu", [3], [-1, 4, 6, 6]);
        return text;
    }

    private static IEnumerable<string> Types(PirText text) => text.Read().Layers.Select(layer => layer.Type);

    private static void Survives(string text)
    {
        try
        {
            _ = Measurer.Measure(PirText.Read(text));
        }
        catch (Exception exception)
            when (exception is ModelFileException or LayerException { Id: ErrorId.SizeOverflow })
        {
            // What a damaged file is to give.
        }
    }

    // Removes or replaces the member or item at a place, counted through the whole tree.
    private static bool Change(JsonNode? node, ref int left, string? value)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (string name in members.Select(member => member.Key).ToArray())
                {
                    if (left-- == 0)
                    {
                        members.Remove(name);
                        if (value is not null)
                            members[name] = JsonNode.Parse(value);
                        return true;
                    }

                    if (Change(members[name], ref left, value))
                        return true;
                }

                return false;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (left-- == 0)
                    {
                        items.RemoveAt(i);
                        if (value is not null)
                            items.Insert(i, JsonNode.Parse(value));
                        return true;
                    }

                    if (Change(items[i], ref left, value))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }
}
