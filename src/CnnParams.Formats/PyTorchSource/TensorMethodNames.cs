namespace CnnParams.Formats.PyTorchSource;

/// <summary>The names of PyTorch's methods of tensors: one that is not among them is a mistake of the source.</summary>
internal static class TensorMethodNames
{
    private static readonly Lazy<HashSet<string>> Names = new(Read);

    internal static bool Has(string name) =>
        Names.Value.Contains(name)
        || (name.EndsWith("_", StringComparison.Ordinal) && Names.Value.Contains(name.TrimEnd('_')));

    private static HashSet<string> Read()
    {
        using var stream = typeof(TensorMethodNames).Assembly.GetManifestResourceStream(
            "CnnParams.PyTorch.tensor-methods.txt"
        )!;
        using var reader = new StreamReader(stream);
        return new HashSet<string>(
            reader.ReadToEnd().Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
            StringComparer.Ordinal
        );
    }
}
