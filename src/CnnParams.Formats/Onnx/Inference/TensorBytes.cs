using System.Globalization;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Layers;
using CnnParams.Reading;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// Whether the numbers of a tensor, which are not read, take the bytes that its axes and its type say.
/// </summary>
internal static class TensorBytes
{
    /// <summary>What contradicts itself; null where nothing does, or where nothing is there to be compared.</summary>
    internal static string? Contradiction(Tensor tensor, string name, ModelFile file)
    {
        if (((ElementType)tensor.DataType).DataType() is not { } type || Bytes(tensor, type) is not { } taken)
            return null;
        string what = $"the tensor '{name}' of {string.Join("x", tensor.Dims)} takes {taken} bytes";
        if (tensor.PayloadBytes > 0)
            return tensor.PayloadBytes == taken ? null : $"{what}, but {tensor.PayloadBytes} are there";
        if (Entry(tensor, "location") is not { } location)
            return null;
        long? length = Number(tensor, "length");
        if (length is { } stated && stated != taken)
            return $"{what}, but {stated} are stated for it in '{location}'";
        return Held(location, file) is { } held && (Number(tensor, "offset") ?? 0) > held - taken
            ? $"{what}, but '{location}' ends before, after {held}"
            : null;
    }

    /// <summary>The first bytes of a tensor in a file beside the model; null where that is not there.</summary>
    internal static byte[]? OfBeside(Tensor tensor, long most, ModelFile file) =>
        Entry(tensor, "location") is { } location && Beside(location, file) is { } path
            ? PositionReader.Part(path, Number(tensor, "offset") ?? 0, Math.Min(Number(tensor, "length") ?? most, most))
            : null;

    private static long? Bytes(Tensor tensor, DataType type)
    {
        try
        {
            return type.Bytes(tensor.Dims.Aggregate(1L, (product, size) => checked(product * size)));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string? Entry(Tensor tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    private static long? Number(Tensor tensor, string key) =>
        long.TryParse(Entry(tensor, key), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    // A file that is not there, or not beside the model, is not looked for.
    private static long? Held(string location, ModelFile file) =>
        Beside(location, file) is { } path ? new FileInfo(path).Length : null;

    private static string? Beside(string location, ModelFile file)
    {
        try
        {
            return file.Beside(location);
        }
        catch (Exception exception)
            when (exception is ModelFileException or ArgumentException or NotSupportedException or IOException)
        {
            return null;
        }
    }
}
