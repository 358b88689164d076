using System.Buffers.Binary;

namespace CnnParams.Fuzzing.Mutating;

/// <summary>safetensors: a header in JSON, before which its length stands.</summary>
internal sealed class HeaderMutation : Mutation
{
    private const int Before = sizeof(long);

    protected override bool Fits(byte[] content) =>
        content.Length > Before && content[Before] == '{' && Length(content) <= (ulong)(content.Length - Before);

    protected override byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        int length = (int)Length(content);
        byte[] header = Once(content[Before..(Before + length)], [content[Before..]], random);
        byte[] changed = [.. new byte[Before], .. header, .. content[(Before + length)..]];
        BinaryPrimitives.WriteInt64LittleEndian(changed, header.Length);
        return changed;
    }

    private static ulong Length(byte[] content) => BinaryPrimitives.ReadUInt64LittleEndian(content);
}
