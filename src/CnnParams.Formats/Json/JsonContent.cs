using System.Text;
using System.Text.Json;
using CnnParams.Reading;

namespace CnnParams.Formats.Json;

/// <summary>
/// The JSON text of a model file, read within bounds: a hostile one gives an error and not a full memory.
/// </summary>
public static class JsonContent
{
    /// <summary>The most bytes of a text that is read: the largest published networks have a few million.</summary>
    internal const int MostBytes = 128 << 20;

    // Nested models take eight levels each.
    private const int MostLevels = 512;

    private const int BlockSize = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a text to its end, and its structure.</summary>
    /// <param name="stream">Where the text begins.</param>
    /// <param name="file">The file that it is of, for errors.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ModelFileException">It is larger than <see cref="MostBytes"/>, or is no JSON.</exception>
    internal static JsonDocument Parse(Stream stream, ModelFile file, CancellationToken cancellation)
    {
        var (bytes, length) = ReadBounded(stream, file, cancellation);
        return Parse(bytes, length, file);
    }

    /// <summary>The structure of a text that has been read.</summary>
    /// <exception cref="ModelFileException">It is no JSON.</exception>
    public static JsonDocument Parse(byte[] bytes, int length, ModelFile file)
    {
        int start = length >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0;
        PythonNumbers.Mend(bytes, start, length);
        Check(bytes, start, length, file);
        return JsonDocument.Parse(
            bytes.AsMemory(start, length - start),
            new JsonDocumentOptions { MaxDepth = MostLevels }
        );
    }

    private static (byte[] Bytes, int Length) ReadBounded(Stream stream, ModelFile file, CancellationToken cancellation)
    {
        byte[] bytes = new byte[BlockSize];
        int length = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = stream.Read(bytes, length, bytes.Length - length);
            if (read == 0)
                return (bytes, length);
            length += read;
            if (length > MostBytes)
                throw file.Unsupported(
                    $"its JSON has more than {MostBytes >> 20} MiB; that of a network has less, and its weights are in "
                        + "files beside it"
                );
            if (length == bytes.Length)
                Array.Resize(ref bytes, Math.Min(length * 2, MostBytes + 1));
        }
    }

    // A document finds broken text only when a value is asked for, and says not where; this finds it here.
    private static void Check(byte[] bytes, int start, int length, ModelFile file)
    {
        var reader = new Utf8JsonReader(
            bytes.AsSpan(start, length - start),
            new JsonReaderOptions { MaxDepth = MostLevels }
        );
        try
        {
            _ = Utf8.GetCharCount(bytes, start, length - start);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (JsonException exception)
        {
            throw file.Damaged(JsonFault.Of(exception, reader, MostLevels), start + reader.BytesConsumed, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or DecoderFallbackException)
        {
            throw file.Damaged("its JSON holds text that is not valid UTF-8", start + reader.BytesConsumed, exception);
        }
    }
}
