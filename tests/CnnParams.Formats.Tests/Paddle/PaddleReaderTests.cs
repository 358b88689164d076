using System.Globalization;
using CnnParams.Formats.Paddle.Schema;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using Google.Protobuf;

namespace CnnParams.Formats.Tests.Paddle;

// Expected numbers: torchvision's networks, by tests/oracles/paddle_models.py.
public class PaddleReaderTests
{
    // paddle/fluid/framework/framework.proto, VarDesc.is_parameter: Paddle 2.1 and later.
    [Theory]
    [InlineData(true, true, 4, 0, Trust.Exact)]
    [InlineData(false, true, 0, 4, Trust.Exact)]
    [InlineData(false, false, 4, 0, Trust.Assumed)]
    public void A_program_tells_parameters_from_buffers(
        bool isParameter,
        bool isOther,
        long parameters,
        long buffers,
        Trust trust
    )
    {
        var block = new Block
        {
            Variables = { Variable("x", -1, 4, 5, 5), Variable("table", 1, 4, 1, 1), Variable("y", -1, 4, 5, 5) },
            Operators =
            {
                new Operator { Type = "feed", Outputs = { Argument("Out", "x") } },
                new Operator
                {
                    Type = "elementwise_mul",
                    Inputs = { Argument("X", "x"), Argument("Y", "table") },
                    Outputs = { Argument("Out", "y") },
                },
            },
        };
        (block.Variables[1].Persistable, block.Variables[1].IsParameter) = (true, isParameter);
        if (isOther)
            block.Variables.Add(new Variable { Name = "other", IsParameter = true });
        using var file = new TemporaryFile("net.pdmodel", new Program { Blocks = { block } }.ToByteArray());
        var totals = Measurer.Measure(WeightFiles.Read(file.Path)).Totals;
        Assert.Equal((parameters, buffers, trust), (totals.Parameters, totals.Buffers, totals.ParametersTrust));
    }

    private static Variable Variable(string name, params long[] sizes) =>
        new()
        {
            Name = name,
            Type = new VariableType
            {
                Type = 7,
                Tensor = new VariableType.Types.Described
                {
                    Tensor = new Tensor { DataType = 5, Sizes = { sizes } },
                },
            },
        };

    private static Operator.Types.Argument Argument(string name, string variable) =>
        new() { Parameter = name, Variables = { variable } };

    [Theory]
    [InlineData("resnet18", "pdmodel")]
    [InlineData("resnet18", "json")]
    [InlineData("mobilenet_v3_small", "pdmodel")]
    [InlineData("mobilenet_v3_small", "json")]
    public void Networks_are_torchvisions(string name, string extension)
    {
        var network = WeightFiles.Read($"paddle/{name}.{extension}");
        var measured = Measurer.Measure(network);
        Assert.Empty(network.Warnings);
        Assert.Empty(measured.Problems);
        long[] totals =
        [
            .. WeightFiles
                .Rows("paddle/totals.csv")
                .Single(row => row[0] == name)
                .Skip(1)
                .Select(number => long.Parse(number, CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(
            ("PaddlePaddle", totals[0], totals[1], totals[2], Trust.Exact),
            (
                network.Format,
                measured.Totals.TrainableParameters,
                measured.Totals.NonTrainableParameters,
                measured.Totals.Macs,
                measured.Totals.MacsTrust
            )
        );

        // In a .json, values have numbers; what has weights is called after them.
        var rows = measured
            .Rows.Where(row => extension == "pdmodel" || row.Parameters > 0)
            .ToDictionary(row => row.Name, StringComparer.Ordinal);
        string[][] expected =
        [
            .. WeightFiles.Rows($"paddle/{name}.csv").Where(row => extension == "pdmodel" || rows.ContainsKey(row[0])),
        ];
        Assert.True(expected.Length >= rows.Values.Count(row => row.Parameters > 0));
        Assert.All(
            expected,
            row =>
                Assert.Equal((row[0], $"({row[1].Replace('x', ',')})"), (row[0], rows[row[0]].OutputShape.ToString()))
        );
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v3_small")]
    public void Both_files_of_a_network_give_the_same_rows(string name)
    {
        var older = WeightFiles.Read($"paddle/{name}.pdmodel");
        var newer = WeightFiles.Read($"paddle/{name}.json");
        Assert.Equal(Rows(older), Rows(newer));
        Assert.Equal(Kept(older), Kept(newer));
        Assert.Contains(Kept(newer), layer => layer.EndsWith(".w_0 Float32", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_may_have_the_name_that_it_had_before_there_was_an_extension()
    {
        using var file = new TemporaryFile("__model__", File.ReadAllBytes(WeightFiles.Full("paddle/resnet18.pdmodel")));
        Assert.Equal(
            Measurer.Measure(WeightFiles.Read("paddle/resnet18.pdmodel")).Totals.Parameters,
            Measurer.Measure(WeightFiles.Read(file.Path)).Totals.Parameters
        );
    }

    [Fact]
    public void A_program_without_operators_is_damaged()
    {
        using var file = new TemporaryFile("empty.pdmodel", [0x0A, 0]);
        Assert.Equal(
            ModelFileError.DamagedFile,
            Assert.Throws<ModelFileException>(() => WeightFiles.Read(file.Path)).Error
        );
    }

    [Theory]
    [InlineData("resnet18.pdmodel")]
    [InlineData("resnet18.json")]
    [InlineData("mobilenet_v3_small.json")]
    public void Damaged_files_give_errors_of_their_own(string name)
    {
        Damage.CutEverywhere(WeightFiles.Full("paddle/" + name));
        Damage.FlipBytes(WeightFiles.Full("paddle/" + name), times: 200);
    }

    private static IEnumerable<string> Rows(Network network) =>
        Measurer
            .Measure(network)
            .Rows.Select(row =>
                FormattableString.Invariant(
                    $"{row.Type} {row.InputShape} {row.OutputShape} {row.Parameters} {row.Macs}"
                )
            );

    private static IEnumerable<string> Kept(Network network) =>
        network.Layers.Select(layer =>
            string.Join(
                ",",
                (layer.Stored ?? new Dictionary<string, Layers.StoredTensor>()).Select(pair =>
                    $"{pair.Key}={pair.Value.Name} {pair.Value.DataType}"
                )
            )
        );
}
