using System.Globalization;
using System.Text.RegularExpressions;
using CnnParams.Catalogue.Yolo;
using CnnParams.Formats.Yaml;
using CnnParams.Layers;
using CnnParams.Reading;

namespace CnnParams.Formats.Ultralytics;

/// <summary>A model's .yaml: its settings, scales and rows.</summary>
internal sealed class UltralyticsFile
{
    private static readonly Regex ScaleInName = new(
        "yolo(e-)?v?\\d+([nslmxtbech])(?![a-z])|rtdetr-([lx])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    );

    // What a model may say of itself; other keys are its author's.
    private static readonly string[] Keys =
    [
        "nc",
        "scales",
        "ch",
        "channels",
        "kpt_shape",
        "anchors",
        "activation",
        "reg_max",
        "end2end",
        "depth_multiple",
        "width_multiple",
        "max_channels",
        "backbone",
        "head",
    ];

    private readonly ModelFile _file;
    private readonly YamlNode _root;
    private readonly YamlNode[] _rows;
    private readonly List<string> _warnings = [];

    internal UltralyticsFile(ModelFile file, YamlNode root)
    {
        _file = file;
        _root = root;
        if (root.Entries is null)
            throw Wrong(root, "a model is a mapping: nc, scales, backbone, head");
        CheckKeys(root.Entries);
        _rows = [.. Rows("backbone"), .. Rows("head")];
    }

    /// <summary>The channels of the image.</summary>
    internal long Channels => Whole("ch") ?? Whole("channels") ?? 3;

    /// <summary>What a reader should know.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Where a row stands.</summary>
    internal YamlNode PlaceOf(int row) => _rows[Math.Min(row, _rows.Length - 1)];

    /// <summary>The model, with the scale that is asked for, named by the file or the first.</summary>
    internal YoloModel Model(string? scale)
    {
        long? anchors = Anchors();
        var named = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["nc"] = Classes(),
            ["ch"] = Channels,
            ["kpt_shape"] = List("kpt_shape") ?? [17L, 3L],
        };
        if (anchors is { } count)
            named.Add("anchors", new YoloAnchors(count));
        YoloRow[] rows = [.. _rows.Select(row => Row(row, named))];
        return new YoloModel
        {
            Classes = (long)named["nc"]!,
            Scale = Scale(scale),
            Function = Activation(),
            Bins = Whole("reg_max") is { } bins ? Positive("reg_max", bins) : 16,
            IsEndToEnd = _root["end2end"] is { } endToEnd && YamlValues.Of(endToEnd) is true,
            KeyPoints =
            [
                .. ((IReadOnlyList<object?>)named["kpt_shape"]!).Select(size =>
                    size is long whole and > 0
                        ? whole
                        : throw Wrong(_root["kpt_shape"]!, "kpt_shape must be whole numbers")
                ),
            ],
            Rows = rows,
            IsTurbo = IsTurbo(rows),
        };
    }

    private void CheckKeys(IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> entries)
    {
        var seen = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var key in entries.Select(entry => entry.Key))
        {
            if (key.Text is not { } name)
                continue;
            if (seen.TryGetValue(name, out var first))
                throw Wrong(
                    key,
                    FormattableString.Invariant($"{name} is said twice; the first is in line {first.Line}")
                );
            seen.Add(name, key);
            if (!Keys.Contains(name) && Suggestion.IsMisspelt(name, Keys))
                _warnings.Add(
                    FormattableString.Invariant(
                        $"line {key.Line}: the key '{name}' is not read{Suggestion.For(name, Keys)}"
                    )
                );
        }
    }

    private long Classes()
    {
        if (Whole("nc") is { } classes)
            return classes;
        _warnings.Add("the file has no nc, the number of classes: 80 is taken");
        return 80;
    }

    // Its tables name the modules of Ultralytics' package, which are others; the file's name and the groups of the
    // first convolutions tell them apart.
    private bool IsTurbo(IReadOnlyList<YoloRow> rows)
    {
        bool isTurbo =
            _file.Name.Contains("yolov12", StringComparison.OrdinalIgnoreCase)
            && rows.Any(row => row.Module == "A2C2f")
            && rows.Any(row => row is { Module: "Conv", Arguments: { Count: > 4 } arguments } && arguments[4] is > 1L);
        if (isTurbo)
            _warnings.Add(
                "counted as YOLOv12's own repository makes it (turbo: q and k apart from v, a 5x5 convolution of "
                    + "positions); Ultralytics' package would make other layers of this file"
            );
        return isTurbo;
    }

    private YoloScale Scale(string? wanted)
    {
        if (_root["scales"] is not { Entries: { Count: > 0 } scales })
        {
            if (wanted is { Length: > 0 })
                throw Wrong(_root, $"-Scale is '{wanted}', but the model has no scales");
            return new YoloScale(
                "",
                Real("depth_multiple") ?? 1,
                Real("width_multiple") ?? 1,
                Real("max_channels") ?? double.PositiveInfinity
            );
        }

        string known = string.Join(", ", scales.Select(entry => entry.Key.Text));
        if (string.IsNullOrEmpty(wanted))
        {
            var match = ScaleInName.Match(_file.Name);
            wanted = match.Success ? (match.Groups[2].Value + match.Groups[3].Value).ToLowerInvariant() : null;
        }

        if (wanted is null && scales.Count > 1)
            _warnings.Add(
                $"the file's name names no scale: '{scales[0].Key.Text}' is taken of {known}, as Ultralytics does; "
                    + "-Scale chooses"
            );
        var found = wanted is null
            ? scales[0]
            : scales.FirstOrDefault(entry => string.Equals(entry.Key.Text, wanted, StringComparison.OrdinalIgnoreCase));
        if (found.Key is null)
            throw Wrong(_root["scales"]!, $"there is no scale '{wanted}'; there are {known}");
        if (found.Value.Items is not { Count: >= 2 } numbers)
            throw Wrong(found.Value, "a scale is [depth, width, max_channels]");
        return new YoloScale(
            found.Key.Text!,
            Number(numbers[0]),
            Number(numbers[1]),
            numbers.Count > 2 ? Number(numbers[2]) : double.PositiveInfinity
        );
    }

    private string? Activation()
    {
        if (_root["activation"] is not { Text: { } text } node)
            return "silu";
        string name = Regex.Match(text, "^(?:torch\\.)?(?:nn\\.)?(?<name>[A-Za-z0-9]+)").Groups["name"].Value;
        return name switch
        {
            "Identity" => null,
            "LeakyReLU" => "leaky_relu",
            "Hardswish" => "hard_swish",
            "Hardsigmoid" => "hard_sigmoid",
            _ when ActivationFunction.IsKnown(name.ToLowerInvariant()) => name.ToLowerInvariant(),
            _ => throw Wrong(
                node,
                $"the activation '{text}' is not known; nn.SiLU(), nn.ReLU(), nn.LeakyReLU(0.1), nn.GELU() and the "
                    + "like are"
            ),
        };
    }

    private YamlNode[] Rows(string part) =>
        _root[part] switch
        {
            { Items: { } items } => [.. items],
            null => throw Wrong(_root, $"it has no {part}"),
            var other => throw Wrong(other, $"{part} must be a list of rows"),
        };

    private YoloRow Row(YamlNode node, Dictionary<string, object?> named)
    {
        if (node.Items is not { Count: 4 } cells || cells[2].Text is null || cells[3].Items is null)
            throw Wrong(node, "a row is [from, repeats, module, args]");
        int[] from = cells[0].Items is { } several ? [.. several.Select(From)] : [From(cells[0])];
        if (YamlValues.Of(cells[1]) is not long repeats)
            throw Wrong(cells[1], "repeats must be a whole number");
        return new YoloRow(
            from,
            repeats,
            cells[2].Text!,
            [.. cells[3].Items!.Select(argument => YamlValues.Of(argument, named))]
        );
    }

    private int From(YamlNode node) =>
        YamlValues.Of(node) is long and > -10_000 and < 10_000 and var from
            ? (int)(long)from
            : throw Wrong(node, "from must be a whole number: a row, or -1 for the one before");

    // YOLO 3 and 5 of earlier repositories have boxes to start from: a list for each level, or how many.
    private long? Anchors() =>
        _root["anchors"] switch
        {
            null => null,
            { Items: { } levels } => levels.Count > 0 && levels[0].Items is { } sizes ? sizes.Count / 2 : null,
            _ => Whole("anchors"),
        };

    private IReadOnlyList<object?>? List(string key) =>
        _root[key]?.Items is { } items ? [.. items.Select(item => YamlValues.Of(item))] : null;

    private long? Whole(string key) =>
        _root[key] is not { } node ? null
        : YamlValues.Of(node) is long whole ? Positive(key, whole)
        : throw Wrong(node, $"{key} must be a whole number");

    private long Positive(string key, long value) =>
        value > 0 ? value : throw Wrong(_root[key]!, $"{key} is {value}; it must be 1 or more");

    private double? Real(string key) => _root[key] is { } node ? Number(node) : null;

    private double Number(YamlNode node) =>
        YamlValues.Of(node) switch
        {
            long whole and >= 0 => whole,
            double real and >= 0 => real,
            _ => throw Wrong(node, "it must be a number from 0"),
        };

    private ModelFileException Wrong(YamlNode node, string message) =>
        new(ModelFileError.InvalidDefinition, _file.Path, node.Line, node.Column, message);
}
