using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.Ultralytics;

/// <summary>
/// Ultralytics' model files. Those in tests/data/ultralytics are our own writing of the published tables.
/// </summary>
public sealed class UltralyticsReaderTests : IDisposable
{
    private const string Small = """
        nc: 3
        scales:
          n: [0.5, 0.25, 64]
          l: [1.0, 1.0, 64]
        backbone:
          - [-1, 1, Conv, [16, 3, 2]] # 0
          - [-1, 3, C2f, [128, True]] # 1
        head:
          - [[1], 1, Detect, [nc]]
        """;

    private const string NoHead = "head:\n  - [-1, 1, nn.Identity, []]\n";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    // Summaries in the comments of ultralytics/cfg/models, releases 8.2 to 8.4.
    [InlineData("yolov3", null, 103754144, "283.3")]
    [InlineData("yolov5", "n", 2654816, "7.8")]
    [InlineData("yolov5", "s", 9153152, "24.2")]
    [InlineData("yolov8", "n", 3157200, "8.9")]
    [InlineData("yolov8", "s", 11166560, "28.8")]
    [InlineData("yolov8", "m", 25902640, "79.3")]
    [InlineData("yolov8", "l", 43691520, "165.7")]
    [InlineData("yolov8", "x", 68229648, "258.5")]
    [InlineData("yolov8-cls", "n", 2719288, "4.4")]
    [InlineData("yolov9c", null, 25590912, "104.0")]
    [InlineData("yolov9e", null, 58206592, "193.0")]
    [InlineData("yolov10n", "n", 2775520, "8.7")]
    [InlineData("yolo11", "n", 2624080, "6.6")]
    [InlineData("yolo11", "s", 9458752, "21.7")]
    [InlineData("yolo11", "m", 20114688, "68.5")]
    [InlineData("yolo11", "l", 25372160, "87.6")]
    [InlineData("yolo11", "x", 56966176, "196.0")]
    [InlineData("yolo12", "n", 2602288, "6.7")]
    [InlineData("yolo12", "s", 9284096, "21.7")]
    [InlineData("yolo12", "m", 20199168, "68.1")]
    [InlineData("yolo12", "l", 26450784, "89.7")]
    [InlineData("yolo12", "x", 59210784, "200.3")]
    [InlineData("yolo26", "x", 58993368, "209.5")]
    [InlineData("yolo26-seg", "m", 27112072, "132.5")]
    [InlineData("yolo11-pose", "n", 2908507, "7.7")]
    [InlineData("yolo11-pose", "s", 9948811, "23.5")]
    [InlineData("yolo11-pose", "m", 20973273, "72.3")]
    [InlineData("yolo11-pose", "l", 26230745, "91.4")]
    [InlineData("yolo11-pose", "x", 58889881, "204.3")]
    [InlineData("yolo11-obb", "n", 2695747, "6.9")]
    [InlineData("yolo11-obb", "s", 9744931, "22.7")]
    [InlineData("yolo11-obb", "m", 20963523, "72.2")]
    [InlineData("yolo11-obb", "l", 26220995, "91.3")]
    [InlineData("yolo11-obb", "x", 58875331, "204.3")]
    [InlineData("yolo12-pose", "n", 2886715, "7.8")]
    [InlineData("yolo12-pose", "s", 9774155, "23.5")]
    [InlineData("yolo12-pose", "m", 21057753, "71.8")]
    [InlineData("yolo12-pose", "l", 27309369, "93.5")]
    [InlineData("yolo12-pose", "x", 61134489, "208.7")]
    [InlineData("yolo12-obb", "n", 2673955, "6.9")]
    [InlineData("yolo12-obb", "s", 9570275, "22.7")]
    [InlineData("yolo12-obb", "m", 21048003, "71.8")]
    [InlineData("yolo12-obb", "l", 27299619, "93.4")]
    [InlineData("yolo12-obb", "x", 61119939, "208.6")]
    [InlineData("rtdetr-l", null, 32970476, "108.3")]
    [InlineData("yolov8-world", "n", 4204111, "39.6")]
    [InlineData("yolov8-world", "s", 13383496, "71.5")]
    [InlineData("yolov8-world", "m", 29065310, "131.4")]
    [InlineData("yolov8-world", "l", 47553970, "225.6")]
    public void Numbers_are_those_that_the_package_prints(
        string model,
        string? scale,
        long parameters,
        string gflops
    ) => IsPrinted(Read(Path.Combine("ultralytics", model + ".yaml"), scale), parameters, gflops);

    private static void IsPrinted(Network network, long parameters, string gflops)
    {
        var measurement = Measurer.Measure(network);

        Assert.Empty(measurement.Problems);
        Assert.Equal(parameters, measurement.Totals.Parameters);
        double cost = CostConventions.Get("ultralytics").TotalsOf(measurement).Cost / 1e9;
        Assert.True(
            Math.Abs(cost - double.Parse(gflops, CultureInfo.InvariantCulture)) <= 0.05 + 1e-9,
            FormattableString.Invariant($"{cost} is not printed as {gflops}")
        );
    }

    [Theory]
    // The table of YOLO26's oriented boxes in Ultralytics' documentation, at 1024x1024.
    [InlineData("n", 2715614, "16.9")]
    [InlineData("s", 10582142, "63.5")]
    [InlineData("m", 23593918, "211.9")]
    [InlineData("l", 27997374, "259.0")]
    [InlineData("x", 62811678, "578.9")]
    public void Oriented_boxes_are_published_for_larger_images(string scale, long parameters, string gflops) =>
        IsPrinted(
            TestFiles.Read(
                TestFiles.PathOf("ultralytics/yolo26-obb.yaml"),
                new ReadOptions { Scale = scale, InputShape = new TensorShape(3, 1024, 1024) }
            ),
            parameters,
            gflops
        );

    [Fact]
    // Built by the package's own modules: tests/oracles/ultralytics_parameters.py.
    public void Parameters_are_those_of_the_package_in_every_scale() =>
        Assert.All(
            File.ReadLines(TestFiles.PathOf("catalogue/ultralytics-parameters.csv")).Skip(1),
            line =>
            {
                string[] row = line.Split(',');
                Assert.Equal(
                    long.Parse(row[2], CultureInfo.InvariantCulture),
                    Measurer
                        .Measure(Read($"ultralytics/{row[0]}.yaml", row[1].Length > 0 ? row[1] : null))
                        .Totals.Parameters
                );
            }
        );

    [Theory]
    // What people put after the backbone of YOLOv8n, built by the package's own modules (8.3.63).
    [InlineData("3, C3TR, [1024]", 3453776)]
    [InlineData("1, AIFI, [1024, 8]", 3946960)]
    [InlineData("3, RepC3, [1024]", 3945680)]
    [InlineData("2, C2PSA, [1024]", 3406928)]
    [InlineData("3, BottleneckCSP, [1024]", 3601360)]
    [InlineData("3, C1, [1024]", 3813584)]
    [InlineData("1, SPPELAN, [1024, 512]", 3814096)]
    [InlineData("3, HGBlock, [192, 1024, 5, True, False]", 4066960)]
    [InlineData("1, nn.BatchNorm2d, []", 3157712)]
    public void A_block_that_is_put_in_counts_as_the_package_counts_it(string block, long parameters) =>
        Assert.Equal(parameters, Measurer.Measure(Read(Write("mine.yaml", With(block)), "n")).Totals.Parameters);

    [Theory]
    [InlineData("CBAM")]
    [InlineData("BiFPN_Concat2")]
    public void A_block_that_is_not_known_is_named_with_the_way_to_register_it(string block)
    {
        string message = Assert
            .Throws<ModelFileException>(() => Read(Write("mine.yaml", With($"1, {block}, [7]")), "n"))
            .Message;

        Assert.Contains($"row 10 ({block}): the module '{block}' is not known", message, StringComparison.Ordinal);
        Assert.Contains($"Register-CnnArchitecture '{block}'", message, StringComparison.Ordinal);
    }

    // YOLOv8's table with a row after its backbone.
    private static string With(string block) =>
        File.ReadAllText(TestFiles.PathOf("ultralytics/yolov8.yaml"))
            .Replace("head:", $"  - [-1, {block}]\nhead:", StringComparison.Ordinal)
            .Replace("[-1, 12]", "[-1, 13]", StringComparison.Ordinal)
            .Replace("[15, 18, 21]", "[16, 19, 22]", StringComparison.Ordinal);

    [Theory]
    // torchvision 0.14.1: parameters of all children but the last two.
    [InlineData("resnet18", 11176512)]
    [InlineData("resnet50", 23508032)]
    [InlineData("resnext50_32x4d", 22979904)]
    [InlineData("regnet_y_400mf", 3903144)]
    [InlineData("efficientnet_b0", 4007548)]
    [InlineData("efficientnet_v2_s", 20177488)]
    [InlineData("convnext_tiny", 27818592)]
    [InlineData("mobilenet_v3_small", 927008)]
    [InlineData("vgg16", 14714688)]
    public void Backbones_of_torchvision_are_without_pooling_and_classifier(string name, long parameters)
    {
        var network = Read(
            Write("mine.yaml", $"backbone:\n  - [-1, 1, TorchVision, [512, {name}, DEFAULT, True, 2]]\n{NoHead}")
        );

        Assert.Equal(parameters, Measurer.Measure(network).Totals.Parameters);
    }

    [Theory]
    [InlineData("densenet121, DEFAULT", "'densenet121' is not known, or not one that ends")]
    [InlineData("resnet18, DEFAULT, True, 3", "only networks without their last two parts")]
    [InlineData("resnet18, DEFAULT, True, 2, True", "not split into parts")]
    public void What_is_not_read_of_torchvision_is_an_error(string arguments, string message) =>
        Assert.Contains(
            message,
            Assert
                .Throws<ModelFileException>(() =>
                    Read(Write("mine.yaml", $"backbone:\n  - [-1, 1, TorchVision, [512, {arguments}]]\n{NoHead}"))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    // yolov5s.yaml of the repository ultralytics/yolov5 (7.0), with anchors: 7,235,389 parameters in its summary.
    public void Anchors_are_those_of_the_older_repositories() =>
        Assert.Equal(7235389, Measurer.Measure(Read("ultralytics/yolov5-anchors.yaml", "s")).Totals.Parameters);

    // What models.yolo.parse_model of ultralytics/yolov5 (7.0) and ultralytics.nn.tasks.parse_model of
    // sunsmarterjie/yolov12 make of these: modules of the same names have other layers there.
    [Theory]
    [InlineData("yolov5-boxes.yaml", null, 27488)]
    [InlineData("yolov5-masks.yaml", null, 49760)]
    [InlineData("yolov12-turbo.yaml", "n", 249014)]
    [InlineData("yolov12-turbo.yaml", "l", 647894)]
    public void Modules_are_those_of_the_repository_that_a_table_is_for(string file, string? scale, long parameters) =>
        Assert.Equal(parameters, Measurer.Measure(Read($"ultralytics/{file}", scale)).Totals.Parameters);

    [Theory]
    [InlineData("nc: 3\nnc: 4\n", "nc is said twice; the first is in line 1")]
    [InlineData("nc: 3\n", "argument 2 is anchors, which the model does not say")]
    public void What_is_said_twice_or_not_at_all_is_an_error(string top, string message)
    {
        string path = Write(
            "mine.yaml",
            top + "backbone:\n  - [-1, 1, Conv, [8]]\nhead:\n  - [[0], 1, Detect, [nc, anchors]]\n"
        );
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "activations: nn.ReLU()\nnc: 3\n",
        "line 1: the key 'activations' is not read (did you mean activation?)"
    )]
    [InlineData("classes: 3\n", "the file has no nc, the number of classes: 80 is taken")]
    public void What_may_be_a_mistake_is_a_warning(string top, string warning) =>
        Assert.Contains(
            warning,
            Read(Write("mine.yaml", top + "backbone:\n  - [-1, 1, Conv, [8]]\n" + NoHead)).Warnings
        );

    [Fact]
    public void Attention_of_another_repository_is_said() =>
        Assert.Contains(
            Read("ultralytics/yolov12-turbo.yaml", "n").Warnings,
            warning => warning.Contains("turbo", StringComparison.Ordinal)
        );

    [Fact]
    public void Every_file_can_be_measured_in_every_scale() =>
        Assert.All(
            Directory.GetFiles(TestFiles.PathOf("ultralytics")),
            path =>
            {
                foreach (string? scale in Scales(path))
                    Assert.Empty(Measurer.Measure(TestFiles.Read(path, new ReadOptions { Scale = scale })).Problems);
            }
        );

    [Fact]
    public void The_letter_of_the_name_or_the_option_chooses_the_scale()
    {
        Assert.Equal(16 / 4, First(Read(Write("yolov8n-mine.yaml", Small))));
        Assert.Equal(16, First(Read(Write("yolov8l.yaml", Small))));
        Assert.Equal(16, First(TestFiles.Read(Write("mine.yaml", Small), new ReadOptions { Scale = "l" })));
        Assert.Contains(
            "'n' is taken of n, l",
            Assert.Single(Read(Write("mine.yaml", Small)).Warnings),
            StringComparison.Ordinal
        );

        static long First(Network network) =>
            network.Layers.OfType<Convolution>().First().Filters == 8
                ? 4
                : network.Layers.OfType<Convolution>().First().Filters;
    }

    [Fact]
    public void Depth_width_and_the_most_channels_are_rounded_as_by_the_package()
    {
        // 16 * 0.25 up to a multiple of 8; 128 cut to 64; 3 repeats * 0.5 = 1.5, to the even 2.
        var network = TestFiles.Read(Write("mine.yaml", Small), new ReadOptions { Scale = "n" });

        Assert.Equal(
            [8, 16],
            network
                .Layers.OfType<Convolution>()
                .Where(layer => layer.Name is "model.0.conv" or "model.1.cv2.conv")
                .Select(layer => layer.Filters)
        );
        Assert.Contains(network.Layers, layer => layer.Name == "model.1.m.1.cv2.conv");
        Assert.DoesNotContain(network.Layers, layer => layer.Name.StartsWith("model.1.m.2.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_of_another_size_and_another_activation_can_be_given()
    {
        string path = Write("mine.yaml", "activation: nn.ReLU()\nch: 1\n" + Small);
        var network = TestFiles.Read(path, new ReadOptions { InputShape = new TensorShape(1, 64, 96) });

        Assert.Equal(new TensorShape(1, 64, 96), network.Inputs[0].Shape);
        Assert.All(
            network.Layers.OfType<Activation>().Where(layer => layer.Name.EndsWith(".act", StringComparison.Ordinal)),
            layer => Assert.Equal("relu", layer.Function)
        );
    }

    [Fact]
    public void A_module_that_is_not_known_can_be_registered()
    {
        string path = Write(
            "mine.yaml",
            Small.Replace("- [[1], 1,", "- [-1, 1, MyAttention, []]\n  - [[2], 1,", StringComparison.Ordinal)
        );
        var exception = Assert.Throws<ModelFileException>(() => Read(path));
        Assert.Equal((ModelFileError.InvalidDefinition, 9), (exception.Error, exception.Line));
        Assert.Contains(
            "row 2 (MyAttention): the module 'MyAttention' is not known",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Register-CnnArchitecture 'MyAttention'", exception.Message, StringComparison.Ordinal);

        var own = new Architecture(
            "MyAttention",
            new Paper("My attention", 2024),
            new NetworkVariant(
                "own",
                new Network([
                    new Input
                    {
                        Name = "in",
                        Shape = new TensorShape(16, 80, 80),
                        Layout = ShapeLayout.ChannelsFirst,
                    },
                    new DepthwiseConvolution(2)
                    {
                        Name = "dw",
                        KernelSize = 3,
                        Padding = Padding.Same,
                    },
                    new Activation { Name = "gate", Function = "sigmoid" },
                    new Merge
                    {
                        Name = "mul",
                        Operation = MergeOperation.Multiply,
                        Inputs = ["gate", "in"],
                    },
                ])
            )
        );
        Architectures.Register(own);
        try
        {
            var network = Read(path);
            Assert.Equal(
                ["model.2.dw", "model.2.gate", "model.2.mul"],
                network
                    .Layers.Where(layer => layer.Name.StartsWith("model.2.", StringComparison.Ordinal))
                    .Select(layer => layer.Name)
            );
            Assert.Empty(Measurer.Measure(network).Problems);
        }
        finally
        {
            Architectures.Unregister(own);
        }
    }

    [Theory]
    [InlineData("nc: &a 3\nbackbone: *a", "anchors and aliases", 1)]
    [InlineData("backbone:\n  - [-1, 1, Conv]\nhead: []", "a row is [from, repeats, module, args]", 2)]
    [InlineData("backbone:\n  - [-1, 1, Conv, [16, 3, 2]]", "it has no head", 1)]
    [InlineData("nc: none\nbackbone: []\nhead: []", "nc must be a whole number", 1)]
    [InlineData(
        "backbone:\n  - [-1, 1, Conv, [16, 3, 2]]\nhead:\n  - [[5], 1, Detect, [nc]]",
        "it reads 5, but only rows 0 to 0",
        4
    )]
    [InlineData(
        "backbone:\n  - [-1, 1, Conv, [16, 3, 2]]\nhead:\n  - [-1, 1, Conv, [x]]",
        "argument 1 is x; it must be a whole number",
        4
    )]
    [InlineData("ch: 16\nbackbone:\n  - [-1, 1, nn.Conv2d, [8, 8, 3]]\nhead: []", "it reads has 16 channels", 3)]
    [InlineData("backbone:\n  - [-1, 1, Concat, [2]]\nhead: []", "the axis of the channels", 2)]
    [InlineData("backbone:\n  - [-1, 1000000, Conv, [16, 3, 1]]\nhead: []", "it is repeated 1000000 times", 2)]
    [InlineData("backbone:\n  - [-1, 1, Conv, [16, 3, 1]\nhead: []", "", 2)]
    [InlineData("activation: os.system('x')\nbackbone:\n  - [-1, 1, Conv, [16]]\nhead: []", "the activation", 1)]
    [InlineData("backbone:\n  - [-1, 1, Conv, [9223372036854775807, 3, 1]]\nhead: []", "", 2)]
    public void What_cannot_be_is_an_error_with_its_place(string text, string message, int line)
    {
        var exception = Assert.Throws<ModelFileException>(() => Read(Write("mine.yaml", text)));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(line, exception.Line);
    }

    // torch 1.13 for an input of 16 x 32 x 48.
    [Theory]
    [InlineData("nn.Conv2d, [16, 20, [3, 5], 2, [1, 2], 1, 4, False]", 1200, "20,16,24")]
    [InlineData("nn.ConvTranspose2d, [24, 4, 2, 1]", 6168, "24,64,96")]
    [InlineData("nn.Dropout, [0.1]; nn.BatchNorm2d, []; nn.LeakyReLU, [0.1]; nn.AvgPool2d, [2]", 32, "16,16,24")]
    [InlineData("nn.GroupNorm, [4, 16]; nn.MaxPool2d, [3, 2, 0, 1, False, True]", 32, "16,16,24")]
    [InlineData("nn.PixelShuffle, [2]; nn.AdaptiveAvgPool2d, [1]; nn.Flatten, []; nn.Linear, [4, 10]", 50, "10")]
    [InlineData("nn.UpsamplingBilinear2d, [2]; nn.Identity, []", 0, "16,64,96")]
    public void Modules_of_PyTorch_are_as_PyTorch_has_them(string modules, long parameters, string shape)
    {
        string rows = string.Concat(modules.Split("; ").Select(module => $"  - [-1, 1, {module}]\n"));
        var network = TestFiles.Read(
            Write("mine.yaml", "ch: 16\nbackbone:\n" + rows + "head: []"),
            new ReadOptions { InputShape = new TensorShape(16, 32, 48) }
        );
        var measurement = Measurer.Measure(network);

        Assert.Equal(parameters, measurement.Totals.Parameters);
        Assert.Equal($"({shape})", measurement.Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void Deep_and_long_files_are_refused()
    {
        Assert.Contains(
            "more than 32 deep",
            Fails("backbone: " + new string('[', 5000) + new string(']', 5000)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "more than 50000 values",
            Fails("backbone: [" + string.Join(",", Enumerable.Repeat("1", 60_000)) + "]"),
            StringComparison.Ordinal
        );
        Assert.Contains("at most 1048576", Fails("backbone: " + new string('#', 2_000_000)), StringComparison.Ordinal);
        Assert.Contains(
            "more than 200000 layers",
            Fails("backbone:\n" + string.Concat(Enumerable.Repeat("  - [-1, 1000, Conv, [8]]\n", 500)) + "head: []"),
            StringComparison.Ordinal
        );

        string Fails(string text) => Assert.Throws<ModelFileException>(() => Read(Write("mine.yaml", text))).Message;
    }

    private static Network Read(string name, string? scale = null) =>
        TestFiles.Read(TestFiles.PathOf(name), new ReadOptions { Scale = scale });

    private static string?[] Scales(string path)
    {
        string?[] letters =
        [
            .. File.ReadAllLines(path)
                .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 4 && line[3] == ':')
                .Select(line => line[2..3]),
        ];
        return letters.Length == 0 ? new string?[] { null } : letters;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
