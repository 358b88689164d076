using CnnParams.Catalogue.Yolo;
using CnnParams.Layers;
using Tables = CnnParams.Catalogue.Families.UltralyticsTables;

namespace CnnParams.Catalogue.Families;

/// <summary>
/// YOLO 5 to 26 as Ultralytics' package builds them, in all scales; 8, 11 and 26 for other tasks, too.
/// </summary>
internal sealed class UltralyticsYolo : IArchitectureFamily
{
    private const string Note =
        "As Ultralytics' package builds it. Its GFLOPs are those of the cost convention ultralytics; fused, as for "
        + "inference, the parameters are those of the view Fused.";

    private static readonly Paper Fifth = new("Ultralytics YOLOv5", 2020, "doi:10.5281/zenodo.3908559");

    private static readonly Paper Eighth = new("Ultralytics YOLOv8", 2023);

    private static readonly Paper Ninth = new(
        "YOLOv9: Learning What You Want to Learn Using Programmable Gradient Information",
        2024,
        "arXiv:2402.13616"
    );

    private static readonly Paper Tenth = new(
        "YOLOv10: Real-Time End-to-End Object Detection",
        2024,
        "arXiv:2405.14458"
    );

    private static readonly Paper Eleventh = new("Ultralytics YOLO11", 2024);

    private static readonly Paper Twelfth = new(
        "YOLOv12: Attention-Centric Real-Time Object Detectors",
        2025,
        "arXiv:2502.12524"
    );

    private static readonly Paper TwentySixth = new("Ultralytics YOLO26", 2025);

    private static readonly YoloScale[] Fives =
    [
        new("n", 0.33, 0.25, 1024),
        new("s", 0.33, 0.5, 1024),
        new("m", 0.67, 0.75, 1024),
        new("l", 1, 1, 1024),
        new("x", 1.33, 1.25, 1024),
    ];

    private static readonly YoloScale[] Eights =
    [
        new("n", 0.33, 0.25, 1024),
        new("s", 0.33, 0.5, 1024),
        new("m", 0.67, 0.75, 768),
        new("l", 1, 1, 512),
        new("x", 1, 1.25, 512),
    ];

    private static readonly YoloScale[] Elevens =
    [
        new("n", 0.5, 0.25, 1024),
        new("s", 0.5, 0.5, 1024),
        new("m", 0.5, 1, 512),
        new("l", 1, 1, 512),
        new("x", 1, 1.5, 512),
    ];

    private static readonly YoloModel Plain = new() { Rows = [] };

    private static readonly YoloModel EndToEnd = new()
    {
        Rows = [],
        IsEndToEnd = true,
        Bins = 1,
    };

    public string Name => "YOLO";

    public IEnumerable<Architecture> Members =>
        [
            .. Scaled("YOLOv5", "u", Fifth, Fives, Plain, Tables.Five),
            .. Tasks("YOLOv8", Eighth, Eights, Plain, Tables.EightBackbone, Tables.EightNeck, "15,18,21"),
            .. Scaled("YOLOv8", "-cls", Eighth, Eights, Plain, WithClassifier(Tables.EightBackbone, 9), 1000),
            .. Nine("t", Tables.NineT),
            .. Nine("s", Tables.NineS),
            .. Nine("m", Tables.NineM),
            .. Nine("c", Tables.NineC),
            .. Nine("e", Tables.NineE),
            .. Ten(Eights[0], Tables.TenN),
            .. Ten(Eights[1], Tables.TenS),
            .. Ten(Eights[2], Tables.TenM),
            .. Ten(new("b", 0.67, 1, 512), Tables.TenB),
            .. Ten(Eights[3], Tables.TenL),
            .. Ten(Eights[4], Tables.TenX),
            .. Tasks("YOLO11", Eleventh, Elevens, Plain, Tables.ElevenBackbone, Tables.ElevenNeck, "16,19,22"),
            .. Scaled("YOLO11", "-cls", Eleventh, Elevens, Plain, WithClassifier(Tables.ElevenBackbone, 9, 10), 1000),
            .. Scaled("YOLO12", "", Twelfth, Elevens, Plain, Tables.Twelve),
            .. Tasks("YOLO26", TwentySixth, Elevens, EndToEnd, "", Tables.TwentySix, "16,19,22", "26"),
        ];

    private static IEnumerable<Architecture> Nine(string letter, string table) =>
        Scaled("YOLOv9", "", Ninth, [YoloScale.None with { Name = letter }], Plain, table);

    private static IEnumerable<Architecture> Ten(YoloScale scale, string table) =>
        Scaled("YOLOv10", "", Tenth, [scale], Plain, table);

    private static IEnumerable<Architecture> Tasks(
        string name,
        Paper paper,
        YoloScale[] scales,
        YoloModel model,
        string backbone,
        string neck,
        string levels,
        string version = ""
    )
    {
        string body = $"{backbone}\n{neck}\n{levels} 1 ";
        return
        [
            .. Scaled(name, "", paper, scales, model, body + "Detect nc"),
            .. Scaled(name, "-seg", paper, scales, model, body + $"Segment{version} nc 32 256"),
            .. Scaled(name, "-pose", paper, scales, model, body + $"Pose{version} nc 17,3", 1),
            .. Scaled(name, "-obb", paper, scales, model, body + $"OBB{version} nc 1", 15),
        ];
    }

    // The first rows of a backbone, one more where it is wanted, and a classifier.
    private static string WithClassifier(string backbone, int rows, int? more = null)
    {
        string[] lines = backbone.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return string.Join(
            "\n",
            [.. lines.Take(rows), .. more is { } row ? [lines[row]] : Array.Empty<string>(), "-1 1 Classify nc"]
        );
    }

    private static IEnumerable<Architecture> Scaled(
        string name,
        string task,
        Paper paper,
        YoloScale[] scales,
        YoloModel model,
        string table,
        long classes = 80
    ) =>
        scales.Select(scale => new Architecture(
            name + scale.Name + task,
            paper,
            new DefinedVariant(
                "Ultralytics",
                (x, options) =>
                    YoloBuilder.Build(
                        model with
                        {
                            Scale = scale,
                            Classes = options.Classes,
                            Rows = YoloTable.Rows(table, options.Classes),
                        },
                        x
                    )
            )
            {
                Note = Note,
                View = ParameterView.PyTorch,
                Resolution = 640,
                Classes = classes,
            }
        )
        {
            Aliases = name is "YOLO11" or "YOLO12" or "YOLO26"
                ? [name.Replace("YOLO", "YOLOv") + scale.Name + task]
                : [],
        });
}
