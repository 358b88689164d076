using System.Text;

namespace CnnParams.Formats.Definitions;

/// <summary>The text of a definition, read within bounds: in UTF-8, or in what its byte order mark says.</summary>
internal static class DefinitionText
{
    /// <summary>The most bytes of a text: a layer takes about a hundred.</summary>
    private const int MostBytes = 128 << 20;

    /// <summary>The most levels of values within values: a wrapped layer within a block has six.</summary>
    internal const int MostLevels = 64;

    internal static string Read(ModelFile file, CancellationToken cancellation)
    {
        if (file.Length > MostBytes)
            throw file.Unsupported(
                $"it has more than {MostBytes >> 20} MiB, which no network takes that is written by hand"
            );

        using var reader = new StreamReader(
            file.Open(),
            new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 16,
            leaveOpen: true
        );
        var text = new StringBuilder();
        char[] block = new char[1 << 15];
        try
        {
            int read;
            while ((read = reader.Read(block, 0, block.Length)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                // A file may grow while it is read.
                if (text.Length > MostBytes)
                    throw file.Unsupported(
                        $"it has more than {MostBytes >> 20} MiB, which no network takes that is written by hand"
                    );
                text.Append(block, 0, read);
            }
        }
        catch (DecoderFallbackException exception)
        {
            throw file.Damaged("it holds text that is not valid UTF-8", inner: exception);
        }

        return text.ToString();
    }
}
