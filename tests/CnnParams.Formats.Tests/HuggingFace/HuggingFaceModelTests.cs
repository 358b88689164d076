using System.IO.Compression;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.HuggingFace;

/// <summary>
/// The config.json files of tests/data/huggingface against what transformers itself makes of them: parameters, output,
/// multiply-accumulates, and the name and shape of every tensor.
/// </summary>
public sealed class HuggingFaceModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Models => [.. Totals.Keys];

    private static Dictionary<string, string[]> Totals =>
        File.ReadLines(TestFiles.PathOf("huggingface/totals.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(cells => cells[0]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void Numbers_are_those_of_transformers(string model)
    {
        string[] expected = Totals[model];
        var network = Read(model, expected[1], Tensors(model));
        var measurement = Measurer.Measure(network);

        Assert.Empty(measurement.Problems);
        // Every tensor is there, with its shape.
        Assert.Empty(network.Warnings);
        Assert.Equal(expected[2], Invariant(measurement.Totals.Parameters));
        // Parts without a definition stand at the end.
        Assert.Equal(expected[3], Sizes(measurement.Rows.Last(row => row.GetLayer() is not Operation)));
        Assert.Equal(expected[4], Invariant(measurement.Rows.Sum(MacsOfModules)));
    }

    // Settings that published files seldom have, by tests/oracles/huggingface_variants.py.
    [Fact]
    public void Parameters_of_variants_are_those_of_transformers() =>
        Assert.All(
            File.ReadLines(TestFiles.PathOf("huggingface/variants.jsonl")),
            line =>
            {
                var variant = System.Text.Json.JsonDocument.Parse(line).RootElement;
                string path = Path.Combine(_folder, "config.json");
                File.WriteAllText(path, variant.GetProperty("config").GetRawText());
                var totals = Measurer.Measure(TestFiles.Read(path)).Totals;
                Assert.Equal(
                    (variant.GetProperty("parameters").GetInt64(), Trust.Exact),
                    (totals.Parameters, totals.ParametersTrust)
                );
            }
        );

    [Theory]
    [InlineData("clip-vit-base-patch32", "the tower of texts")]
    [InlineData("sam-vit-base", "the decoder of masks")]
    public void A_model_whose_other_parts_have_no_definition_is_a_lower_bound(string model, string part)
    {
        var measured = Measurer.Measure(TestFiles.Read(Copy(model)));
        Assert.Equal(Trust.LowerBound, measured.Totals.ParametersTrust);
        Assert.Contains(measured.Rows, row => row.GetLayer() is Operation other && other.OperatorType == part);
    }

    [Theory]
    [InlineData("clip", "CLIPForAnything")]
    [InlineData("vit", "ViTForMaskedImageModeling")]
    public void A_head_without_a_definition_is_said(string type, string name)
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, $$"""{"model_type": "{{type}}", "architectures": ["{{name}}"]}""");
        var measured = Measurer.Measure(TestFiles.Read(path));
        Assert.Equal(Trust.LowerBound, measured.Totals.ParametersTrust);
        Assert.Contains(measured.Network.Warnings, warning => warning.Contains(name, StringComparison.Ordinal));
    }

    // timm: resnet18 has 11,689,512 parameters, the classifier 513,000 of them and the first kernel 3,136 a channel;
    // vit_base_patch16_224 has 86,567,656, the classifier 769,000 of them and each position 768.
    [Theory]
    [InlineData("resnet18", "\"num_classes\": 0", 11689512 - 513000)]
    [InlineData("resnet18", "\"num_classes\": 10, \"model_args\": {\"in_chans\": 1}", 11689512 - 513000 + 5130 - 6272)]
    [InlineData("resnet18", "\"model_args\": {\"num_classes\": 10, \"drop_rate\": 0.2}", 11689512 - 513000 + 5130)]
    [InlineData("vit_base_patch16_224", "\"num_classes\": 0", 86567656 - 769000)]
    [InlineData("vit_base_patch16_224", "\"model_args\": {\"img_size\": 384}", 86567656 + ((576 - 196) * 768))]
    public void Arguments_of_timm_count(string architecture, string more, long parameters)
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, $$"""{"architecture": "{{architecture}}", {{more}}}""");
        Assert.Equal(parameters, Measurer.Measure(TestFiles.Read(path)).Totals.Parameters);
    }

    [Fact]
    public void An_argument_of_timm_without_a_definition_is_refused()
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, """{"architecture": "resnet18", "model_args": {"stem_width": 32}}""");
        Assert.Contains(
            "model_args has 'stem_width'",
            Assert.Throws<ModelFileException>(() => TestFiles.Read(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("levit-128S", "the model is made for images of 224x224")]
    [InlineData("sam-vit-base", "the model is made for images of 1024x1024")]
    public void An_image_that_the_library_refuses_is_refused(string model, string message) =>
        Assert.Contains(
            message,
            Assert
                .Throws<ModelFileException>(() =>
                    TestFiles.Read(Copy(model), new ReadOptions { InputShape = new TensorShape(3, 448, 448) })
                )
                .Message,
            StringComparison.Ordinal
        );

    // Positions are learned for the image of the configuration.
    [Theory]
    [InlineData("pvt-tiny-224")]
    [InlineData("swin-tiny-patch4-window7-224")]
    [InlineData("vit-base-patch16-224")]
    public void Another_image_changes_no_parameters(string model) =>
        Assert.Equal(
            Totals[model][2],
            Invariant(
                Measurer
                    .Measure(TestFiles.Read(Copy(model), new ReadOptions { InputShape = new TensorShape(3, 448, 448) }))
                    .Totals.Parameters
            )
        );

    [Fact]
    public void At_least_25_types_are_there() =>
        Assert.True(
            Directory
                .EnumerateFiles(TestFiles.PathOf("huggingface"), "*.json")
                .Select(path => System.Text.Json.JsonDocument.Parse(File.ReadAllText(path)).RootElement)
                .Select(root => root.GetProperty("model_type").GetString())
                .Distinct()
                .Count() >= 25
        );

    [Fact]
    public void Differences_of_a_file_in_several_parts_are_listed()
    {
        const string model = "resnet-18";
        var tensors = Tensors(model);
        var first = tensors.Take(40).Append(("pooler.weight", new long[] { 7 })).ToList();
        var second = tensors
            .Skip(41)
            .Select((tensor, i) => i == 0 ? (tensor.Name, (long[])[.. tensor.Sizes, 1]) : tensor)
            .ToList();
        SafeTensorsFile.Write(Path.Combine(_folder, "model-00001-of-00002.safetensors"), first);
        SafeTensorsFile.Write(Path.Combine(_folder, "model-00002-of-00002.safetensors"), second);
        string map = string.Join(
            ",",
            first
                .Select(tensor => $"\"{tensor.Item1}\":\"model-00001-of-00002.safetensors\"")
                .Concat(second.Select(tensor => $"\"{tensor.Item1}\":\"model-00002-of-00002.safetensors\""))
        );
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");

        var warnings = Read(model, Totals[model][1], null).Warnings;

        Assert.Equal(3, warnings.Count);
        Assert.Contains("pooler.weight of the file is in no layer", warnings);
        Assert.Contains(tensors[40].Name + " is not in the file", warnings);
        Assert.Contains(warnings, warning => warning.StartsWith(tensors[41].Name + " is ", StringComparison.Ordinal));
    }

    // Sizes by the library's own state_dict.
    [Theory]
    [InlineData(0, 0, "", Trust.Exact, null)]
    [InlineData(-4, 0, "", Trust.Contradicted, "the file is cut short")]
    [InlineData(4, 0, "", Trust.Contradicted, "4 bytes follow the last tensor")]
    [InlineData(0, 1, "", Trust.Contradicted, "is 65x3x7x7 in the file and 64x3x7x7 by the config")]
    [InlineData(0, 0, "pooler.weight", Trust.Contradicted, "pooler.weight of the file is in no layer")]
    public void What_the_weights_contradict_is_not_exact(
        int bytes,
        int filters,
        string other,
        Trust trust,
        string? said
    )
    {
        var tensors = Tensors("resnet-18");
        tensors[0] = (tensors[0].Name, [tensors[0].Sizes[0] + filters, .. tensors[0].Sizes.Skip(1)]);
        if (other.Length > 0)
            tensors.Add((other, [4]));
        string path = Path.Combine(_folder, "model.safetensors");
        SafeTensorsFile.Write(path, tensors);
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length + bytes);

        var measured = Measurer.Measure(Read("resnet-18", "3x224x224", null));

        Assert.Equal(trust, measured.Totals.ParametersTrust);
        Assert.Equal(said is not null, measured.Network.Warnings.Any(warning => warning.Contains(said ?? "")));
    }

    [Fact]
    public void Weights_of_PyTorch_beside_a_config_are_compared_too()
    {
        File.Copy(TestFiles.PathOf("pytorch/tiny.pt"), Path.Combine(_folder, "pytorch_model.bin"));
        var measured = Measurer.Measure(Read("resnet-18", "3x224x224", null));
        Assert.Equal(Trust.Contradicted, measured.Totals.ParametersTrust);
        Assert.Contains("token of the file is in no layer", measured.Network.Warnings);
    }

    [Fact]
    public void What_is_left_out_of_a_file_is_said()
    {
        var tensors = Tensors("clip-vit-base-patch32");
        tensors.Add(("text_model.final_layer_norm.weight", [512]));
        tensors.Add(("logit_scale", []));

        Assert.Equal(
            [
                "the file also holds the tower of texts, 1 tensors, which is not measured",
                "the file also holds what brings both towers together, 1 tensors, which is not measured",
            ],
            Read("clip-vit-base-patch32", "3x224x224", tensors).Warnings
        );
    }

    [Fact]
    public void Changed_configs_give_a_network_or_a_typed_error()
    {
        var random = new Random(19);
        string[] values =
        [
            "0",
            "1",
            "3",
            "-1",
            "2.5",
            "99999999999",
            "1048576",
            "\"x\"",
            "null",
            "[]",
            "[0]",
            "[7, 7]",
            "{}",
            "true",
        ];
        foreach (string path in Directory.EnumerateFiles(TestFiles.PathOf("huggingface"), "*.json"))
        {
            for (int turn = 0; turn < 12; turn++)
            {
                var root = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!.AsObject();
                var part = root["vision_config"]?.AsObject() ?? root;
                string name = part.Select(pair => pair.Key).ElementAt(random.Next(part.Count));
                string value = values[random.Next(values.Length)];
                part[name] = System.Text.Json.Nodes.JsonNode.Parse(value);
                File.WriteAllText(Path.Combine(_folder, "config.json"), root.ToJsonString());
                try
                {
                    Measurer.Measure(TestFiles.Read(_folder));
                }
                catch (ModelFileException)
                {
                    // As it must be.
                }
                catch (Exception exception)
                {
                    Assert.Fail($"{Path.GetFileName(path)}, {name}: {value}: {exception}");
                }
            }
        }
    }

    // The library calls these three as modules; an attention of torch.nn is one whole, which its hooks do not see into.
    private static long MacsOfModules(LayerMeasurement row) => row.Layer is FilterLayer or Dense ? row.Macs ?? 0 : 0;

    private string Copy(string model)
    {
        string path = Path.Combine(_folder, "config.json");
        File.Copy(TestFiles.PathOf($"huggingface/{model}.json"), path);
        return path;
    }

    private static string Sizes(LayerMeasurement row) =>
        row.OutputShape.ToString().Trim('(', ')').Replace(",", "x").Replace(" ", "");

    private static string Invariant(long? number) => FormattableString.Invariant($"{number}");

    private static List<(string Name, long[] Sizes)> Tensors(string model)
    {
        using var archive = ZipFile.OpenRead(TestFiles.PathOf("huggingface/tensors.zip"));
        using var text = new StreamReader(archive.GetEntry(model + ".tsv")!.Open());
        return
        [
            .. text.ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .Select(cells =>
                    (cells[0], cells[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray())
                ),
        ];
    }

    private Network Read(string model, string input, IEnumerable<(string, long[])>? tensors)
    {
        string path = Path.Combine(_folder, "config.json");
        File.Copy(TestFiles.PathOf($"huggingface/{model}.json"), path);
        if (tensors is not null)
            SafeTensorsFile.Write(Path.Combine(_folder, "model.safetensors"), tensors);
        return TestFiles.Read(_folder, new ReadOptions { InputShape = TensorShape.Parse(input) });
    }
}
