namespace CnnParams.Benchmarks.Comparing;

/// <summary>
/// Walks over the tags of an ONNX file, into its graph, its nodes and its tensors, and over their payloads.
/// </summary>
internal static class ProtobufWalk
{
    // What in ONNX holds fields: the graph of a model; nodes and initializers of a graph.
    private const int Graph = 7,
        Node = 1,
        Initializer = 5;

    internal static long Count(string path)
    {
        using var file = new BufferedStream(File.OpenRead(path));
        return Walk(file, file.Length, level: 0);
    }

    private static long Walk(Stream file, long end, int level)
    {
        long fields = 0;
        while (file.Position < end)
        {
            long tag = Varint(file);
            fields++;
            switch (tag & 7)
            {
                case 0:
                    Varint(file);
                    break;
                case 1:
                    file.Position += sizeof(long);
                    break;
                case 5:
                    file.Position += sizeof(int);
                    break;
                default:
                    long length = Varint(file);
                    if (level == 0 ? tag >> 3 == Graph : level == 1 && tag >> 3 is Node or Initializer)
                        fields += Walk(file, file.Position + length, level + 1);
                    else
                        file.Position += length;
                    break;
            }
        }

        return fields;
    }

    private static long Varint(Stream file)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            int read = file.ReadByte();
            value |= (read & 0x7FL) << shift;
            if (read < 0x80)
                return value;
        }
    }
}
