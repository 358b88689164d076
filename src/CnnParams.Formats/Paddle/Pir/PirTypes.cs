using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// The types of values: an object with "#" and, for a tensor, its elements' type and its sizes as the first items of
/// "D".
/// </summary>
internal static class PirTypes
{
    private static readonly Dictionary<string, StoredType> Elements = new(StringComparer.Ordinal)
    {
        ["t_bool"] = StoredType.Boolean,
        ["t_i8"] = StoredType.Int8,
        ["t_ui8"] = StoredType.Int8,
        ["t_i16"] = StoredType.Int16,
        ["t_i32"] = StoredType.Int32,
        ["t_i64"] = StoredType.Int64,
        ["t_index"] = StoredType.Int64,
        ["t_f16"] = StoredType.Float16,
        ["t_bf16"] = StoredType.BFloat16,
        ["t_f32"] = StoredType.Float32,
        ["t_f64"] = StoredType.Float64,
        ["t_f8e4m3fn"] = StoredType.Float8,
        ["t_f8e5m2"] = StoredType.Float8,
        ["t_c64"] = StoredType.Complex64,
        ["t_c128"] = StoredType.Complex128,
    };

    /// <summary>The types of the tensors that a list is of; null for what is no list.</summary>
    internal static IReadOnlyList<JsonElement>? Items(JsonElement? type) =>
        type?.Member("#")?.Text() == "0.t_vec" ? [.. type?.Member("D").Items() ?? []] : null;

    /// <summary>A variable of a type.</summary>
    internal static PaddleVariable Read(string name, JsonElement? type, bool isKept)
    {
        var parts = type?.Member("D").Items().Take(2).ToArray() ?? [];
        string[]? element = parts.Length > 0 ? parts[0].Member("#")?.Text()?.Split('.') : null;
        return new PaddleVariable(
            name,
            parts.Length > 1 ? Sizes(parts[1]) : null,
            element is [_, var called] && Elements.TryGetValue(called, out var known) ? known : null,
            isKept
        );
    }

    private static long[]? Sizes(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        long[] sizes = new long[list.GetArrayLength()];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (list[i].ValueKind != JsonValueKind.Number || !list[i].TryGetInt64(out sizes[i]))
                return null;
        }

        return sizes;
    }
}
