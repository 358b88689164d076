namespace CnnParams.Formats.Tests.HuggingFace;

/// <summary>A file of tensors with names and shapes; what follows its header is a hole.</summary>
internal static class SafeTensorsFile
{
    internal static void Write(string path, IEnumerable<(string Name, long[] Sizes)> tensors)
    {
        long at = 0;
        string header =
            "{"
            + string.Join(
                ",",
                tensors.Select(tensor =>
                {
                    long begin = at;
                    at += 4 * tensor.Sizes.Aggregate(1L, (a, b) => a * b);
                    string sizes = string.Join(",", tensor.Sizes);
                    return FormattableString.Invariant(
                        $"\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":[{sizes}],\"data_offsets\":[{begin},{at}]}}"
                    );
                })
            )
            + "}";
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(System.Text.Encoding.ASCII.GetBytes(header));
        file.SetLength(8 + header.Length + at);
    }
}
