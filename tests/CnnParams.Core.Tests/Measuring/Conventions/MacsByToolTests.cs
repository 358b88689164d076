using System.Globalization;
using CnnParams.Catalogue;
using CnnParams.Core.Tests.Catalogue;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Measuring.Conventions;
using CnnParams.Networks;

namespace CnnParams.Core.Tests.Measuring.Conventions;

/// <summary>
/// Every number of tests/data/truth/macs-by-tool.csv: fifteen torchvision architectures measured by the tools
/// themselves, and reference counts by hooks. Which layers torchvision computes by functions, or by a module that it
/// calls again, the catalogue knows.
/// </summary>
public sealed class MacsByToolTests
{
    private const string Failed = "fail";

    private static readonly Dictionary<string, string> Conventions = new()
    {
        ["torchinfo_1.8.0_mult_adds"] = "torchinfo-main",
        ["fvcore_0.1.6_flops(=MACs)"] = "fvcore",
        ["torchscan_0.1.2_macs"] = "torchscan-macs",
        ["torchscan_0.1.2_flops"] = "torchscan-flops",
        ["ptflops_0.7.6_pytorch_macs"] = "ptflops",
        ["ptflops_aten_macs"] = "ptflops-aten",
        ["thop_0.1.1_macs"] = "thop",
    };

    /// <summary>What fvcore calls the operators that the catalogue's layers stand for.</summary>
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["MaxPooling"] = "max_pool2d",
        ["AveragePooling"] = "avg_pool2d",
        ["Mean"] = "mean",
        ["ElementWise Add"] = "add",
        ["ElementWise Multiply"] = "mul",
        ["ElementWise scale"] = "mul",
        ["Activation relu6"] = "hardtanh",
        ["Activation hard_swish"] = "hardswish",
        ["Activation hard_sigmoid"] = "hardsigmoid",
        ["Activation silu"] = "silu",
        ["Activation sigmoid"] = "sigmoid",
        ["Activation gelu"] = "gelu",
    };

    public static TheoryData<string, string> Numbers()
    {
        var cases = new TheoryData<string, string>();
        foreach (var row in Csv.Read("truth", "macs-by-tool.csv"))
        {
            foreach (string column in Conventions.Keys)
                cases.Add(row["model"], column);
        }

        return cases;
    }

    public static TheoryData<string> Models() => [.. Csv.Read("truth", "macs-by-tool.csv").Select(row => row["model"])];

    // torchvision 0.14.1 at 224x224, measured by the tools themselves: a @ b and einsum are no functions that ptflops
    // puts its own for, and windows are samples, so that linear layers on them are one product with their bias.
    [Theory]
    [InlineData("swin_v2_t", "torchinfo-main", 2_990_678_056)]
    [InlineData("swin_v2_t", "fvcore", 4_955_812_608)]
    [InlineData("swin_v2_t", "ptflops", 3_119_506_408)]
    [InlineData("swin_v2_t", "ptflops-aten", 4_945_500_136)]
    [InlineData("swin_v2_t", "thop", 2_995_708_416)]
    [InlineData("maxvit_t", "torchinfo-main", 5_399_447_200)]
    [InlineData("maxvit_t", "fvcore", 5_608_201_264)]
    [InlineData("maxvit_t", "ptflops", 5_483_328_960)]
    [InlineData("maxvit_t", "ptflops-aten", 5_560_140_960)]
    [InlineData("maxvit_t", "thop", 5_456_315_648)]
    [InlineData("densenet169", "ptflops", 3_438_996_968)]
    [InlineData("efficientnet_v2_s", "thop", 2_901_935_168)]
    public void Attention_in_windows_costs_what_each_tool_prints(string model, string tool, long cost)
    {
        var options = new ArchitectureOptions { Resolution = 224 };
        var network = Architectures.Get(model).Variant("torchvision").Build(model, options);
        var totals = CostConventions.Get(tool).TotalsOf(Measurer.Measure(network));
        Assert.Equal((cost, Trust.Exact), (totals.Cost, totals.Trust));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_tools_number_is_reproduced(string model, string column)
    {
        var measurement = Measure(model);
        var convention = CostConventions.Get(Conventions[column]);
        var totals = convention.TotalsOf(measurement);
        string expected = Truth(model)[column];
        if (expected == Failed)
        {
            Assert.Equal(Trust.LowerBound, totals.Trust);
            Assert.Contains(
                totals.Unknown,
                reason => reason.Contains("fails on an attention", StringComparison.Ordinal)
            );
            return;
        }

        Assert.Equal((expected, Trust.Exact), (Text(totals.Cost), totals.Trust));
    }

    // Run with torchvision 0.14.1 from outside: what it calls as functions (F.linear in Swin's attention, F.relu and
    // pools in Inception v3), hooks on modules do not see. torchinfo 1.8.0 as released counts a linear layer once a
    // sample.
    [Theory]
    [InlineData("Swin_T", "torchinfo-main", 2_970_635_944)]
    [InlineData("Swin_T", "thop", 2_978_099_712)]
    [InlineData("Swin_T", "ptflops", 3_128_183_416)]
    [InlineData("InceptionV3", "ptflops", 5_747_660_552)]
    [InlineData("InceptionV3", "thop", 5_749_219_168)]
    [InlineData("Swin_T", "torchscan-macs", 2_963_197_440)]
    [InlineData("Swin_T", "torchscan-flops", 5_926_093_056)]
    [InlineData("InceptionV3", "torchscan-macs", 5_732_436_704)]
    [InlineData("vit_b_16", "torchinfo", 173_232_616)]
    [InlineData("FCN_ResNet50", "torchinfo-main", 26_484_569_040)]
    [InlineData("FCN_ResNet50", "fvcore", 26_539_892_736)]
    [InlineData("FCN_ResNet50", "thop", 26_586_857_472)]
    [InlineData("FCN_ResNet50", "ptflops", 26_582_307_920)]
    [InlineData("DeepLabV3_ResNet50", "torchinfo-main", 31_310_622_160)]
    [InlineData("DeepLabV3_ResNet50", "fvcore", 31_369_957_888)]
    [InlineData("DeepLabV3_ResNet50", "thop", 31_417_728_000)]
    [InlineData("DeepLabV3_ResNet50", "ptflops", 31_414_982_736)]
    [InlineData("resnet18", "ptflops-0.7.0", 1_822_177_768)]
    [InlineData("resnet50", "ptflops-0.7.0", 4_121_925_096)]
    [InlineData("mobilenet_v2", "ptflops-0.7.0", 320_237_288)]
    [InlineData("vgg16", "ptflops-0.7.0", 15_503_523_304)]
    [InlineData("densenet121", "ptflops-0.7.0", 2_882_620_136)]
    [InlineData("GoogLeNet", "ptflops-0.7.0", 1_507_755_400)]
    [InlineData("InceptionV3", "ptflops-0.7.0", 5_733_633_992)]
    [InlineData("Swin_T", "ptflops-0.7.0", 2_972_966_440)]
    public void What_code_calls_as_a_function_is_seen_by_no_hook(string model, string convention, long cost)
    {
        var totals = CostConventions.Get(convention).TotalsOf(Measure(model));
        Assert.Equal((cost, Trust.Exact), (totals.Cost, totals.Trust));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void What_the_hooks_counted_is_in_the_work_of_the_layers(string model)
    {
        var rows = Measure(model).Rows;
        var truth = Truth(model);
        static bool Seen(LayerMeasurement row) => row.Layer.Call != ModuleCall.Function;

        Assert.Equal(truth["ref_conv_macs"], Text(Macs(rows, WorkKind.Convolution)));
        Assert.Equal(
            truth["ref_linear_macs"],
            Text(Macs(rows, WorkKind.Linear) + Macs(rows, WorkKind.AttentionProjection))
        );
        Assert.Equal(truth["ref_bmm_macs"], Text(Macs(rows, WorkKind.AttentionProduct)));
        // The hooks saw the biases of convolutions and linear modules; an attention's are not modules.
        Assert.Equal(
            truth["ref_bias_adds"],
            Text(Works(rows, WorkKind.Convolution, WorkKind.Linear).Sum(work => work.BiasAdds))
        );
        Assert.Equal(truth["ref_bn_elems"], Text(Works(rows, WorkKind.BatchNormalization).Sum(work => work.Elements)));
        // Functions are no modules: the hooks did not see them.
        Assert.Equal(
            truth["ref_act_elems"],
            Text(Works(rows.Where(Seen), WorkKind.Activation).Sum(work => work.Elements))
        );
        var pools = rows.Where(row =>
            Seen(row)
            && WorksOf(row)
                .Any(work =>
                    work.Kind is WorkKind.MaxPooling or WorkKind.AveragePooling or WorkKind.AdaptiveAveragePooling
                )
        );
        Assert.Equal(truth["ref_pool_elems"], Text(pools.Sum(row => row.ActivationSize!.Value)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Fvcore_without_batch_norms(string model)
    {
        var measurement = Measure(model);
        long norms = measurement
            .Rows.Where(row => row.Type == "BatchNormalization")
            .Sum(row => CostConventions.Get("fvcore").CostOf(row).Cost!.Value);
        Assert.Equal(
            Truth(model)["fvcore_no_bn"],
            Text(CostConventions.Get("fvcore").TotalsOf(measurement).Cost - norms)
        );
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void What_fvcore_leaves_out_is_said(string model)
    {
        // A vision transformer's attention is one layer here, and divisions, products and a softmax in fvcore's trace.
        if (model == "vit_b_16")
            return;

        var leftOut = CostConventions
            .Get("fvcore")
            .TotalsOf(Measure(model))
            .LeftOut.Select(text => text.Split(" x "))
            .GroupBy(
                pair => Operators[pair[0]],
                pair => pair.Length > 1 ? int.Parse(pair[1], CultureInfo.InvariantCulture) : 1
            )
            .Select(group => $"{group.Key}:{group.Sum()}");
        var expected = Truth(model)["fvcore_unsupported"]
            .Split(';')
            .Select(text =>
                text.Replace("aten::", "", StringComparison.Ordinal).Replace("_:", ":", StringComparison.Ordinal)
            )
            // In eval mode it passes the input.
            .Where(text => !text.StartsWith("dropout", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), leftOut.Order());
    }

    private static NetworkMeasurement Measure(string model) =>
        Measurer.Measure(
            model == "vit_b_16"
                ? VisionTransformer.Base16
                : Architectures
                    .Get(model)
                    .Variant("torchvision")
                    .Build(
                        model,
                        // Networks for segmentation were run on images of 224 x 224.
                        model.Contains('_') && model.EndsWith("ResNet50", StringComparison.Ordinal)
                            ? new ArchitectureOptions { Resolution = 224 }
                            : ArchitectureOptions.Published
                    )
        );

    private static IReadOnlyDictionary<string, string> Truth(string model) =>
        Csv.Read("truth", "macs-by-tool.csv").Single(row => row["model"] == model);

    private static long Macs(IEnumerable<LayerMeasurement> rows, WorkKind kind) =>
        Works(rows, kind).Sum(work => work.Macs!.Value);

    private static IEnumerable<Work> Works(IEnumerable<LayerMeasurement> rows, params WorkKind[] kinds) =>
        rows.SelectMany(WorksOf).Where(work => kinds.Contains(work.Kind));

    // One input is enough: none of the counted layers reads more.
    private static IReadOnlyList<Work> WorksOf(LayerMeasurement row) =>
        row.InputShape is { } shape ? row.GetLayer().Work(new LayerInputs(shape, shape), row.OutputShape) : [];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
