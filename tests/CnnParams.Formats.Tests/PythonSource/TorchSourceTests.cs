using System.Globalization;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// Sources as students and authors of papers write them, against PyTorch's numbers (tests/oracles/torch_sources.py).
/// </summary>
public class TorchSourceTests
{
    private static readonly string Folder = TestFiles.PathOf("pytorch-sources");

    public static TheoryData<string, long, long, long, string> Sources
    {
        get
        {
            var data = new TheoryData<string, long, long, long, string>();
            foreach (
                string[] row in File.ReadLines(Path.Combine(Folder, "totals.csv"))
                    .Skip(1)
                    .Select(line => line.Split(','))
            )
                data.Add(row[0], Number(row[1]), Number(row[2]), Number(row[3]), row[4]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_source_has_PyTorchs_numbers(string source, long parameters, long trainable, long macs, string output)
    {
        var network = TestFiles.Read(Path.Combine(Folder, source + ".py"), new ReadOptions());
        var measurement = Measurer.Measure(network);
        var outgoing = measurement.Rows.First(row => row.Name == network.Outputs[0].Split(':')[0]);

        Assert.Empty(measurement.Problems);
        Assert.Equal((parameters, trainable), (measurement.Totals.Parameters, measurement.Totals.TrainableParameters));
        Assert.Equal(
            macs,
            measurement
                .Rows.Where(row => row.Type.Contains("Conv", StringComparison.Ordinal) || row.Type == "Dense")
                .Sum(row => row.Macs ?? 0)
        );
        Assert.Equal(output, string.Join("x", outgoing.Outputs[0].Sizes));
    }

    public static TheoryData<string, long, long, long> Models
    {
        get
        {
            var data = new TheoryData<string, long, long, long>();
            foreach (
                string[] row in File.ReadLines(TestFiles.PathOf(Path.Combine("torchvision", "totals.csv")))
                    .Skip(1)
                    .Select(line => line.Split(','))
            )
            {
                // What differs in its options has another name there; the others cannot be taken apart.
                if (
                    !row[0].EndsWith("_aux", StringComparison.Ordinal)
                    && !row[0].StartsWith("swin", StringComparison.Ordinal)
                    && !row[0].StartsWith("maxvit", StringComparison.Ordinal)
                    && row[0] != "ssd300_vgg16"
                )
                    data.Add(row[0], Number(row[1]), Number(row[2]), Number(row[5]));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_that_is_imported_from_torchvision_comes_from_the_catalogue(
        string name,
        long size,
        long parameters,
        long macs
    )
    {
        var measurement = Measure($"import torchvision\nmodel = torchvision.models.{name}(pretrained=True)", size);

        Assert.Equal(parameters, measurement.Totals.Parameters);
        Assert.Equal(
            macs,
            measurement
                .Rows.Where(row => row.Type.Contains("Conv", StringComparison.Ordinal) || row.Type == "Dense")
                .Sum(row => row.Macs ?? 0)
        );
        Assert.Empty(measurement.Problems);
    }

    [Theory]
    // PyTorch: 11,689,512 - 513,000 for the layer that is left out.
    [InlineData("m = models.resnet18(weights='DEFAULT')\nm = nn.Sequential(*list(m.children())[:-1])", 11_176_512)]
    [InlineData("m = models.resnet18()\nm.fc = nn.Identity()", 11_176_512)]
    [InlineData("m = models.resnet18(num_classes=10)", 11_181_642)]
    [InlineData("m = models.vgg16()\nm.classifier[6] = nn.Linear(4096, 10)", 134_301_514)]
    [InlineData("m = models.vgg16().features[:5]", 38_720)]
    [InlineData(
        "m = models.mobilenet_v2()\nm.classifier[1] = nn.Linear(m.last_channel if hasattr(m, 'last_channel') else "
            + "m.classifier[1].in_features, 7)",
        2_232_839
    )]
    [InlineData("import timm\nm = timm.create_model('resnet50', pretrained=True, num_classes=0)", 23_508_032)]
    [InlineData("m = torch.hub.load('pytorch/vision:v0.10.0', 'alexnet', pretrained=True)", 61_100_840)]
    public void A_model_of_the_catalogue_can_be_taken_apart(string code, long parameters)
    {
        var measurement = Measure($"import torch\nfrom torch import nn\nfrom torchvision import models\n{code}", 224);

        Assert.Equal(parameters, measurement.Totals.Parameters);
        Assert.True(measurement.Totals.Macs > 0);
    }

    // PyTorch 1.13: of the 16 parameters none has requires_grad.
    [Fact]
    public void A_parameter_that_is_detached_in_place_is_not_trained()
    {
        var measurement = Measure(
            "import torch\nfrom torch import nn\nm = nn.Conv2d(3, 4, 1)\nfor p in m.parameters(): p.detach_()",
            224
        );

        Assert.Equal((16, 0), (measurement.Totals.Parameters, measurement.Totals.TrainableParameters));
    }

    // PyTorch 1.13: sum(p.numel() for p in m.parameters()) is 12, and 6 for those with requires_grad.
    [Fact]
    public void Running_statistics_that_are_parameters_count()
    {
        var measurement = Measure(
            "import torch\nfrom torch import nn\nimport torch.nn.functional as F\nclass M(nn.Module):\n"
                + "    def __init__(self):\n        super().__init__()\n"
                + "        self.own = nn.ParameterList([nn.Parameter(torch.ones(3)) for _ in range(2)])\n"
                + "        self.run = nn.ParameterList(\n"
                + "            [nn.Parameter(torch.ones(3), requires_grad=False) for _ in range(2)])\n"
                + "    def forward(self, x):\n"
                + "        return F.batch_norm(x, self.run[0], self.run[1], self.own[0], self.own[1], training=True)\n"
                + "m = M()",
            224
        );

        Assert.Equal((12, 6), (measurement.Totals.Parameters, measurement.Totals.TrainableParameters));
    }

    [Theory]
    [InlineData("import torch\nm = torch.hub.load('ultralytics/yolov5', 'yolov5s')", "torch.hub.load fetches")]
    [InlineData("import timm\nm = timm.create_model('no_such_model')", "is not in the catalogue")]
    [InlineData(
        "import torchvision\nm = torchvision.models.resnet18(norm_layer=lambda c: c)",
        "what 'norm_layer' does"
    )]
    public void What_is_not_there_is_said(string code, string message)
    {
        var error = Assert.Throws<ModelFileException>(() => Measure(code, 224));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("torch.outer(x[0, 0, 0], x[0, 1, 1])", "(224,224)")]
    [InlineData("torch.addmm(torch.zeros(224), x[0, 0], x[0, 1])", "(224,224)")]
    [InlineData("torch.baddbmm(x[:, 0], x[:, 1], x[:, 2])", "(224,224)")]
    public void Functions_read_what_they_are_given(string expression, string shape)
    {
        var measurement = Measure(
            "import torch\nfrom torch import nn\nclass M(nn.Module):\n    def forward(self, x): return "
                + $"{expression}\nm = M()",
            224
        );

        Assert.Equal(shape, measurement.Rows[^1].OutputShape.ToString());
        Assert.Equal(measurement.Network.Layers.Count, measurement.Rows.Count);
        Assert.All(measurement.Rows.Skip(1), row => Assert.True(row.Layer.Inputs is null or { Count: > 0 }, row.Name));
    }

    private static NetworkMeasurement Measure(string code, long size) =>
        Measurer.Measure(
            new ModelLibrary().ReadCode(code, new ReadOptions { InputShape = new TensorShape(3, size, size) }, default)
        );

    // fuse() of YOLO's packages gives the same network, and a module of that name is called.
    [Theory]
    [InlineData("self.fuse = nn.Linear(9, 3)", "self.fuse(torch.cat([x, x, x], -1)).permute(0, 1)", 30)]
    [InlineData("self.inner = nn.Linear(3, 3)", "self.inner.fuse()(x)", 12)]
    public void A_module_may_be_called_as_a_method_is(string module, string forward, long parameters)
    {
        var network = new ModelLibrary().ReadCode(
            "import torch\nfrom torch import nn\nclass M(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                + $"        {module}\n    def forward(self, x):\n        return {forward}\nm = M()\n",
            new ReadOptions { InputShape = new TensorShape(3) },
            CancellationToken.None
        );
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal((parameters, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    // A norm whose factors, offsets and statistics are buffers has no parameters; a convolution of 3 to 8 has 224.
    [Theory]
    [InlineData("from torchvision.ops import FrozenBatchNorm2d")]
    [InlineData("from torchvision.ops.misc import FrozenBatchNorm2d")]
    [InlineData("from torchvision.ops import misc\nFrozenBatchNorm2d = misc.FrozenBatchNorm2d")]
    public void The_modules_of_torchvisions_operators_are_found(string import)
    {
        var totals = Measure(
            $"{import}\nfrom torch import nn\nm = nn.Sequential(nn.Conv2d(3, 8, 3), FrozenBatchNorm2d(8))\n",
            32
        ).Totals;
        Assert.Equal((224, Trust.Exact), (totals.Parameters, totals.ParametersTrust));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    // PyTorch 1.13 counts the same: sum(p.numel() for p in model.parameters()).
    [Theory]
    [InlineData(
        "a = spectral_norm(nn.Conv2d(3, 8, 3))\nb = orthogonal(nn.Linear(8, 4))\n"
            + "model = nn.Sequential(a, nn.AdaptiveAvgPool2d(1), nn.Flatten(), b)\nmodel(torch.zeros(1, 3, 8, 8))",
        260
    )]
    [InlineData(
        "model = nn.Sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(20, 40)), "
            + "nn.utils.spectral_norm(nn.Linear(40, 3)), nn.utils.weight_norm(nn.Linear(3, 2)))",
        840 + 123 + 8 + 2
    )]
    [InlineData(
        "class Low(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            + "        self.a = nn.Parameter(torch.zeros(3, 2))\n    def forward(self, x):\n        return x\n"
            + "model = nn.Linear(3, 3)\nnn.utils.parametrize.register_parametrization(model, 'weight', Low())",
        12 + 6
    )]
    [InlineData(
        "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            + "        self.l = nn.LSTM(16, 32, batch_first=True, bidirectional=True, num_layers=2)\n"
            + "        self.f = nn.Linear(64, 5)\n    def forward(self, x, lengths):\n"
            + "        p = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)\n"
            + "        o, (h, c) = self.l(p)\n        o, n = pad_packed_sequence(o, batch_first=True)\n"
            + "        return self.f(torch.cat((h[-2], h[-1]), dim=1))\nmodel = M()\n"
            + "model(torch.zeros(2, 7, 16), torch.tensor([7, 5]))",
        38_213
    )]
    public void What_is_done_to_modules_keeps_their_parameters(string code, long parameters)
    {
        var network = new ModelLibrary().ReadCode(
            "import torch, torch.nn as nn\nfrom torch.nn.utils.parametrizations import spectral_norm, orthogonal\n"
                + "from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence\n"
                + code,
            new ReadOptions(),
            default
        );
        var totals = Measurer.Measure(network).Totals;
        Assert.Equal(parameters, totals.Parameters);
        Assert.Equal(Trust.Exact, totals.ParametersTrust);
    }
}
