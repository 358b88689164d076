namespace CnnParams.Networks;

/// <summary>
/// Names that tell where in nested blocks a layer stands: <c>layer1/0/conv2</c>, or with dots as PyTorch writes them,
/// <c>layer1.0.conv2</c>. Where a name has a slash, its dots are part of the words.
/// </summary>
public static class LayerPath
{
    /// <summary>
    /// The block of a layer <paramref name="depth"/> steps down from the network; its whole name where it has fewer.
    /// </summary>
    public static string Block(string name, int depth)
    {
        char separator = name.Contains('/') ? '/' : '.';
        // A separator in front, as in ONNX files of PyTorch, ends no block.
        int end = 0;
        for (int step = 0; step < depth; step++)
        {
            end = name.IndexOf(separator, Math.Min(end + 1, name.Length));
            if (end < 0)
                return name;
        }

        return name.Substring(0, end);
    }

    /// <summary>
    /// What a name says beside the path of a block that it stands in; the whole name where that is nothing.
    /// </summary>
    internal static string Beside(string name, string block) =>
        name.Substring(block.Length).TrimStart('/', '.') is { Length: > 0 } rest ? rest : name;
}
