using System.Text;

namespace CnnParams.Formats.Writing;

/// <summary>Text files as they are written: UTF-8 without a byte order mark.</summary>
internal static class TextOutput
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    internal static void WriteText(this Stream output, string text)
    {
        byte[] bytes = Utf8.GetBytes(text);
        output.Write(bytes, 0, bytes.Length);
    }
}
