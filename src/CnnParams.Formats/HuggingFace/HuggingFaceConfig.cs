using System.Text.Json;
using CnnParams.Formats.Json;

namespace CnnParams.Formats.HuggingFace;

/// <summary>The numbers of a config.json, with the values that a model's type takes where one is missing.</summary>
internal sealed class HuggingFaceConfig(JsonElement root, ModelFile file)
{
    private const long Most = 1 << 20;

    /// <summary>The type of the model: resnet, vit, convnext.</summary>
    internal string Type => Text("model_type") ?? "";

    /// <summary>Whether the checkpoint has a classifier, by the name of its class.</summary>
    internal bool Classifies =>
        root.Member("architectures")
            .Items()
            .Any(name => name.Text()?.EndsWith("ForImageClassification", StringComparison.Ordinal) == true);

    /// <summary>The number of classes.</summary>
    internal long Classes =>
        Whole("num_labels")
        ?? (
            root.Member("id2label") is { ValueKind: JsonValueKind.Object } labels
                ? labels.EnumerateObject().LongCount()
                : 2
        );

    internal string? Text(string name) => root.Member(name)?.Text();

    /// <summary>A configuration within this one; this one where there is none.</summary>
    internal HuggingFaceConfig Part(string name) =>
        root.Member(name) is { ValueKind: JsonValueKind.Object } part ? new(part, file) : this;

    internal bool Flag(string name, bool missing) => root.Member(name)?.Truth() ?? missing;

    /// <summary>A number of channels, layers, positions.</summary>
    internal long Number(string name, long missing) => Whole(name) ?? missing;

    /// <summary>A list of them.</summary>
    internal long[] Numbers(string name, params long[] missing) =>
        root.Member(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Take(1000).Select(item => Checked(name, item.Whole()))]
            : missing;

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
