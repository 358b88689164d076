using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats;

/// <summary>
/// What a source in PyTorch that was written here says of its input in its first line, since a module has no shapes of
/// its own: so that it is read with those that it was written with.
/// </summary>
internal static class WrittenInput
{
    private const string Words = ", written by CnnParams. Input without the batch: ",
        End = ".\"\"\"";

    /// <summary>The first line.</summary>
    /// <param name="network">What the network is called.</param>
    /// <param name="inputs">The inputs with their shapes, as text: <c>image (32,32,3)</c>.</param>
    internal static string Line(string network, IEnumerable<string> inputs) =>
        "\"\"\"" + network + Words + string.Join(", ", inputs) + End;

    /// <summary>The shape of the input; null where no such line is the first, or there are several inputs.</summary>
    internal static TensorShape? ShapeIn(string source)
    {
        int length = source.IndexOf('\n');
        string line = (length < 0 ? source : source.Substring(0, length)).TrimEnd();
        int start = line.IndexOf(Words, StringComparison.Ordinal),
            open = line.LastIndexOf(" (", StringComparison.Ordinal);
        if (start < 0 || open < start || !line.EndsWith(")" + End, StringComparison.Ordinal))
            return null;
        string inputs = line.Substring(start + Words.Length);
        string sizes = line.Substring(open + 2, line.Length - open - 3 - End.Length);
        if (inputs.IndexOf('(') != inputs.LastIndexOf('('))
            return null;
        try
        {
            return TensorShape.Parse(sizes).As(ShapeLayout.ChannelsFirst);
        }
        catch (Exception exception) when (exception is FormatException or LayerException)
        {
            // Somebody has changed it.
            return null;
        }
    }
}
