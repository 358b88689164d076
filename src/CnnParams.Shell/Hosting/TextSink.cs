using System.Management.Automation;
using System.Management.Automation.Internal;

namespace CnnParams.Shell.Hosting;

/// <summary>Where text of the engine ends: a stream that keeps the engine's colours or drops them.</summary>
internal sealed class TextSink(TextWriter writer, bool isTerminal = false)
{
    private readonly Lock _gate = new();

    /// <summary>True if a person is looking, and the device understands colours.</summary>
    public bool IsTerminal { get; } = isTerminal;

    /// <summary>The session's $PSStyle, known once the engine is open.</summary>
    public PSStyle? Style { get; set; }

    /// <summary>Called once when the reader of this stream has gone away.</summary>
    public Action? Closed { get; set; }

    public void Write(string text) => Put(text, newLine: false);

    public void WriteLine(string text) => Put(text, newLine: true);

    private void Put(string text, bool newLine)
    {
        string shown = KeepsColours ? text : WithoutColours(text);
        lock (_gate)
        {
            try
            {
                if (newLine)
                    writer.WriteLine(shown);
                else
                    writer.Write(shown);
            }
            catch (IOException)
            {
                // Nobody reads any more: not an error of the script, but a reason to end it.
                Closed?.Invoke();
                Closed = null;
            }
        }
    }

    // $PSStyle.OutputRendering, with Host meaning: colours on a terminal, none in a file or a pipe.
    private bool KeepsColours => Style?.OutputRendering switch
    {
        OutputRendering.Ansi => true,
        OutputRendering.PlainText => false,
        _ => IsTerminal,
    };

    private static string WithoutColours(string text) =>
        text.Contains('\x1b', StringComparison.Ordinal)
            ? new StringDecorated(text).ToString(OutputRendering.PlainText)
            : text;
}
