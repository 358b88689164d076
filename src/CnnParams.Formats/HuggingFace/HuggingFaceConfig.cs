using System.Text.Json;
using System.Text.RegularExpressions;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.HuggingFace;

/// <summary>
/// The numbers of a config.json, with the values that a model's type takes where one is missing.
/// </summary>
internal sealed class HuggingFaceConfig(JsonElement root, ModelFile file)
{
    private const long Most = 1 << 20;
    private const int MostItems = 1000;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private readonly List<(string What, string[] Scopes)> _leftOut = [];

    private bool _isBackbone;

    /// <summary>The type of the model: resnet, vit, convnext.</summary>
    internal string Type => Text("model_type") ?? "";

    /// <summary>The class of the checkpoint: BeitForImageClassification; empty where it is not said.</summary>
    internal string Class =>
        _isBackbone
            ? "Backbone"
            : root.Member("architectures").Items().Select(name => name.Text()).FirstOrDefault() ?? "";

    /// <summary>
    /// Parts of the checkpoint that the definition leaves out, and what their tensors' names begin with.
    /// </summary>
    internal IReadOnlyList<(string What, string[] Scopes)> LeftOut => _leftOut;

    /// <summary>Those of them that this checkpoint has; one of the part that sees images has none.</summary>
    internal IEnumerable<(string What, string[] Scopes)> PartsLeftOut =>
        IsVision ? [] : _leftOut.Take(UnknownHead is null ? _leftOut.Count : 0);

    /// <summary>
    /// What the names of batch norms begin with whose numbers are kept and not learned; null where none are.
    /// </summary>
    internal string? FrozenScope { get; set; }

    /// <summary>Whether the checkpoint has a classifier, by the name of its class.</summary>
    internal bool Classifies => Is("ForImageClassification");

    /// <summary>
    /// What the class of the checkpoint puts after the model, where the definition does not have it; null where it
    /// does.
    /// </summary>
    internal string? UnknownHead =>
        Regex.Match(Class, "For[A-Z].*|WithProjection$") is { Success: true } head && !_known.Contains(head.Value)
            ? head.Value
            : null;

    /// <summary>Whether the checkpoint is the model alone, without a head; it is where no class is said.</summary>
    internal bool IsBare => Class.Length == 0 || Class.EndsWith("Model", StringComparison.Ordinal);

    /// <summary>Whether the checkpoint is the part of a model that sees images, and nothing else.</summary>
    internal bool IsVision =>
        Classifies
        || IsBackbone
        || Class.Contains("Vision")
        || Type.EndsWith("_vision_model", StringComparison.Ordinal);

    /// <summary>The number of classes: that of their names, whatever num_labels says beside them.</summary>
    internal long Classes =>
        root.Member("id2label") is { ValueKind: JsonValueKind.Object } labels
            ? labels.EnumerateObject().LongCount()
            : Whole("num_labels") ?? (Type == "pvt" ? 1000 : 2);

    // What changes no weights of a model of timm.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "act_layer",
        "attn_drop_rate",
        "drop_block_rate",
        "drop_path_rate",
        "drop_rate",
        "dynamic_img_pad",
        "dynamic_img_size",
        "exportable",
        "proj_drop_rate",
        "scriptable",
    };

    /// <summary>The number of classes of a model of timm; null where it is not said.</summary>
    internal long? TimmClasses => TimmCount is > 0 and var classes ? classes : null;

    /// <summary>Whether a model of timm is made without a classifier: for 0 classes.</summary>
    internal bool HasNoTimmClasses => TimmCount == 0;

    /// <summary>The arguments that a model of timm is made with; null where there are none.</summary>
    internal HuggingFaceConfig? TimmArguments
    {
        get
        {
            if (Inner("model_args") is not { } arguments)
                return null;
            return
                arguments.Names.FirstOrDefault(name =>
                    name is not ("in_chans" or "img_size" or "num_classes") && !Harmless.Contains(name)
                )
                    is { } other
                ? throw file.Unsupported(
                    $"model_args has '{other}', which has no definition here; in_chans, img_size and num_classes have"
                )
                : arguments;
        }
    }

    private IEnumerable<string> Names => root.EnumerateObject().Select(member => member.Name);

    private long? TimmCount => Inner("model_args")?.Whole("num_classes") ?? Whole("num_classes");

    /// <summary>A number of at least 1; null where it is not said.</summary>
    internal long? Count(string name) => Whole(name) is { } number ? AtLeastOne(name, number) : null;

    /// <summary>A size by axis; null where it is not said.</summary>
    internal Shapes.Extent? Extent(string name)
    {
        if (root.Member(name) is null)
            return null;
        var (height, width) = Size(name, 1);
        return new Shapes.Extent(height, width);
    }

    /// <summary>Whether the class of the checkpoint ends so, which the definition has.</summary>
    internal bool Is(string head)
    {
        _known.Add(head);
        return Class.EndsWith(head, StringComparison.Ordinal);
    }

    /// <summary>Whether the model is the backbone of another, and has nothing after it.</summary>
    internal bool IsBackbone => Class.EndsWith("Backbone", StringComparison.Ordinal);

    /// <summary>Says that the definition leaves out a part of what the checkpoint may have.</summary>
    internal void LeaveOut(string what, params string[] scopes) => _leftOut.Add((what, scopes));

    /// <summary>The same numbers, of a model that is the backbone of another.</summary>
    internal HuggingFaceConfig AsBackbone() => new(root, file) { _isBackbone = true };

    /// <summary>What is put before names: that of the model where the checkpoint has something after it.</summary>
    internal string Scope(string model) =>
        Class.EndsWith("Model", StringComparison.Ordinal) || IsBackbone ? "" : model + ".";

    /// <summary>
    /// Whether a backbone gives the output of a stage, counted from 0; the last alone where it is not said.
    /// </summary>
    internal bool Gives(int stage)
    {
        string?[] given = [.. root.Member("out_features").Items().Take(MostItems).Select(name => name.Text())];
        long last = Math.Max(Numbers("depths").Length, 1) - 1;
        return given.Length == 0 ? stage == last : given.Contains(FormattableString.Invariant($"stage{stage + 1}"));
    }

    internal string? Text(string name) => root.Member(name)?.Text();

    /// <summary>An activation, as layers here call it.</summary>
    internal string Function(string missing, string name = "hidden_act") =>
        Text(name) switch
        {
            null => missing,
            "swish" => "silu",
            "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" or "quick_gelu" => "gelu",
            "hardswish" => "hard_swish",
            var other => other,
        };

    /// <summary>A configuration within this one; this one where there is none.</summary>
    internal HuggingFaceConfig Part(string name) => Inner(name) ?? this;

    /// <summary>A configuration within this one; null where there is none.</summary>
    internal HuggingFaceConfig? Inner(string name) =>
        root.Member(name) is { ValueKind: JsonValueKind.Object } part ? new(part, file) : null;

    internal bool Flag(string name, bool missing) => root.Member(name)?.Truth() ?? missing;

    /// <summary>A number of channels, layers, positions.</summary>
    internal long Number(string name, long missing) => Whole(name) ?? missing;

    /// <summary>Such a number that divides: at least 1.</summary>
    internal long Divisor(string name, long missing) => AtLeastOne(name, Number(name, missing));

    /// <summary>A number with a fraction.</summary>
    internal double Real(string name, double missing) =>
        root.Member(name) is not { } member ? missing
        : member.ValueKind == JsonValueKind.Number
        && member.TryGetDouble(out double number)
        && number is >= 0 and <= Most
            ? number
        : throw file.Damaged(FormattableString.Invariant($"{name} must be a number from 0 to {Most}"));

    /// <summary>A list of numbers.</summary>
    internal long[] Numbers(string name, params long[] missing) =>
        root.Member(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Take(MostItems).Select(item => Checked(name, item.Whole()))]
            : missing;

    /// <summary>A list with a number for each of so many stages.</summary>
    internal long[] Staged(string name, int stages, params long[] missing)
    {
        long[] numbers = Numbers(name, missing);
        return numbers.Length >= stages
            ? numbers
            : throw file.Damaged(
                FormattableString.Invariant($"{name} has {numbers.Length} numbers; there are {stages} stages")
            );
    }

    /// <summary>How many layers or blocks there are.</summary>
    internal long Depth(string name, long missing) => Repeated(name, Number(name, missing));

    /// <summary>How many there are in each of so many stages; as many stages as the list has where that is 0.</summary>
    internal long[] Depths(string name, int stages, params long[] missing) =>
        Array.ConvertAll(Staged(name, stages, missing), number => Repeated(name, number));

    /// <summary>A number of layers, as it is or scaled, that a network can have.</summary>
    internal long Repeated(string name, double number) =>
        number <= MostItems
            ? (long)number
            : throw file.Damaged(FormattableString.Invariant($"{name} must be a whole number from 0 to {MostItems}"));

    /// <summary>The numbers of a list of lists, texts left out; null where there is none.</summary>
    internal long[][]? Rows(string name) =>
        root.Member(name) is { ValueKind: JsonValueKind.Array } list
            ?
            [
                .. list.EnumerateArray()
                    .Take(MostItems)
                    .Select(row =>
                        ((JsonElement?)row)
                            .Items()
                            .Take(MostItems)
                            .Where(item => item.ValueKind != JsonValueKind.String)
                            .Select(item => Checked(name, item.Whole()))
                            .ToArray()
                    ),
            ]
            : null;

    /// <summary>The height and width of an image or a patch: two numbers, or one for both.</summary>
    internal (long Height, long Width) Size(string name, long missing) => Size(name, (missing, missing));

    /// <summary>The same, with a height and a width where it is missing.</summary>
    internal (long Height, long Width) Size(string name, (long Height, long Width) missing) =>
        root.Member(name) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2
            ? (AtLeastOne(name, Checked(name, pair[0].Whole())), AtLeastOne(name, Checked(name, pair[1].Whole())))
            : (Divisor(name, missing.Height), Divisor(name, missing.Width));

    /// <summary>What is wrong with the file.</summary>
    internal Exception Wrong(string what) => file.Damaged(what);

    private long AtLeastOne(string name, long value) =>
        value > 0 ? value : throw file.Damaged($"{name} must be at least 1");

    private long? Whole(string name) =>
        root.Member(name) switch
        {
            null => null,
            // Two sizes of an image or a patch that are one.
            { ValueKind: JsonValueKind.Array } pair
                when pair.GetArrayLength() == 2 && pair[0].Whole() == pair[1].Whole() => Checked(name, pair[0].Whole()),
            { } number => Checked(name, number.Whole()),
        };

    private long Checked(string name, long? value) =>
        value is >= 0 and <= Most and var number
            ? number
            : throw file.Damaged(FormattableString.Invariant($"{name} must be a whole number from 0 to {Most}"));
}
