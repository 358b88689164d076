using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CnnParams.Shell.Hosting;

/// <summary>The program's standard streams, in UTF-8 whatever the machine's code page.</summary>
internal static class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Standard output: the terminal, or a file or pipe that says when its reader has gone.</summary>
    public static TextSink OpenOutput() =>
        Console.IsOutputRedirected
            ? new TextSink(new StreamWriter(OpenPipe(1) ?? Console.OpenStandardOutput(), Utf8) { AutoFlush = true })
            : new TextSink(Console.Out, TerminalColours.Enable(TerminalColours.StandardOutput));

    /// <summary>Standard error.</summary>
    public static TextSink OpenError() =>
        Console.IsErrorRedirected
            ? new TextSink(new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true })
            : new TextSink(Console.Error, TerminalColours.Enable(TerminalColours.StandardError));

    /// <summary>Standard input that is a file or a pipe.</summary>
    public static TextReader OpenRedirectedInput() => new StreamReader(Console.OpenStandardInput(), Utf8);

    // .NET's console stream hides that a pipe was closed, and an endless script would write for ever into nothing.
    // Only for pipes: on a file a FileStream would keep a place of its own, and others write to the same file.
    private static FileStream? OpenPipe(int descriptor)
    {
        if (OperatingSystem.IsWindows())
            return null;

        var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream;
    }
}
