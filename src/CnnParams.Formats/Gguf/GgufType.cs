using CnnParams.Formats.StateDicts;

namespace CnnParams.Formats.Gguf;

/// <summary>
/// A type of tensor of a GGUF file: so many elements make a block of so many bytes, the scales of the block among them
/// (ggml-org/ggml: docs/gguf.md and the blocks in src/ggml-common.h).
/// </summary>
/// <param name="Name">What ggml calls it.</param>
/// <param name="BlockElements">The elements of a block.</param>
/// <param name="BlockBytes">The bytes of a block.</param>
/// <param name="Element">The nearest type in the domain's words.</param>
internal sealed record GgufType(string Name, long BlockElements, long BlockBytes, StoredType Element)
{
    private static readonly Dictionary<uint, GgufType> Types = new()
    {
        [0] = new("F32", 1, 4, StoredType.Float32),
        [1] = new("F16", 1, 2, StoredType.Float16),
        [2] = new("Q4_0", 32, 18, StoredType.Int4),
        [3] = new("Q4_1", 32, 20, StoredType.Int4),
        [6] = new("Q5_0", 32, 22, StoredType.Int8),
        [7] = new("Q5_1", 32, 24, StoredType.Int8),
        [8] = new("Q8_0", 32, 34, StoredType.Int8),
        [9] = new("Q8_1", 32, 36, StoredType.Int8),
        [10] = new("Q2_K", 256, 84, StoredType.Int4),
        [11] = new("Q3_K", 256, 110, StoredType.Int4),
        [12] = new("Q4_K", 256, 144, StoredType.Int4),
        [13] = new("Q5_K", 256, 176, StoredType.Int8),
        [14] = new("Q6_K", 256, 210, StoredType.Int8),
        [15] = new("Q8_K", 256, 292, StoredType.Int8),
        [16] = new("IQ2_XXS", 256, 66, StoredType.Int4),
        [17] = new("IQ2_XS", 256, 74, StoredType.Int4),
        [18] = new("IQ3_XXS", 256, 98, StoredType.Int4),
        [19] = new("IQ1_S", 256, 50, StoredType.Int4),
        [20] = new("IQ4_NL", 32, 18, StoredType.Int4),
        [21] = new("IQ3_S", 256, 110, StoredType.Int4),
        [22] = new("IQ2_S", 256, 82, StoredType.Int4),
        [23] = new("IQ4_XS", 256, 136, StoredType.Int4),
        [24] = new("I8", 1, 1, StoredType.Int8),
        [25] = new("I16", 1, 2, StoredType.Int16),
        [26] = new("I32", 1, 4, StoredType.Int32),
        [27] = new("I64", 1, 8, StoredType.Int64),
        [28] = new("F64", 1, 8, StoredType.Float64),
        [29] = new("IQ1_M", 256, 56, StoredType.Int4),
        [30] = new("BF16", 1, 2, StoredType.BFloat16),
        [34] = new("TQ1_0", 256, 54, StoredType.Int4),
        [35] = new("TQ2_0", 256, 66, StoredType.Int4),
        [39] = new("MXFP4", 32, 17, StoredType.Int4),
    };

    /// <summary>Whether elements share scales.</summary>
    internal bool IsBlocked => BlockElements > 1;

    /// <summary>The type of a number; null for one that is not known.</summary>
    internal static GgufType? Find(uint number) => Types.TryGetValue(number, out var type) ? type : null;

    /// <summary>The bytes of some elements, the last block filled up; null where there are more than 2^63-1.</summary>
    internal long? Bytes(long count)
    {
        long blocks = (count / BlockElements) + (count % BlockElements > 0 ? 1 : 0);
        return blocks > long.MaxValue / BlockBytes ? null : blocks * BlockBytes;
    }
}
