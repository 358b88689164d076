using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace CnnParams.Shell.Hosting;

/// <summary>
/// A user interface that can be written to but not asked: output to one sink, and everything that is not output
/// (errors, warnings, verbose and debug messages) to the other, so that what a script gives can be piped on.
/// </summary>
internal class TextHostUI(TextSink output, TextSink error, PSHostRawUserInterface rawUI) : PSHostUserInterface
{
    private bool _outputIsError;

    public override PSHostRawUserInterface RawUI { get; } = rawUI;

    // The sinks drop colours where they are not wanted; asking the engine for none would also forbid those that
    // a script demands with $PSStyle.OutputRendering = 'Ansi'.
    public override bool SupportsVirtualTerminal => true;

    protected TextSink Output => _outputIsError ? error : output;

    protected TextSink Error => error;

    /// <summary>The session's $PSStyle.</summary>
    public void UseStyle(PSStyle style)
    {
        output.Style = style;
        error.Style = style;
    }

    /// <summary>Until disposed, what is written as output counts as error: for showing errors with Out-Default.</summary>
    public IDisposable OutputAsError()
    {
        _outputIsError = true;
        return new Restorer(() => _outputIsError = false);
    }

    public override void Write(string value) => Output.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(PSStyle.MapForegroundColorToEscapeSequence(foregroundColor) + value + Reset);

    public override void WriteLine(string value) => Output.WriteLine(value);

    public override void WriteLine() => WriteLine("");

    public override void WriteErrorLine(string value) => Error.WriteLine(value);

    public override void WriteWarningLine(string message) => WriteMessage(FormatStyle.Warning, "WARNING", message);

    public override void WriteVerboseLine(string message) => WriteMessage(FormatStyle.Verbose, "VERBOSE", message);

    public override void WriteDebugLine(string message) => WriteMessage(FormatStyle.Debug, "DEBUG", message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw NotInteractive();

    public override SecureString ReadLineAsSecureString() => throw NotInteractive();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NotInteractive();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NotInteractive();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NotInteractive();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw NotInteractive();

    protected virtual void WriteMessage(FormatStyle style, string label, string message) =>
        Error.WriteLine(GetFormatStyleString(style) + label + ": " + message + Reset);

    // The engine turns a PSInvalidOperationException into its own message where it has one (a missing mandatory
    // parameter, say) and shows this one where it has none.
    protected static PSInvalidOperationException NotInteractive() =>
        new("The shell is not interactive: nothing can be asked here. Give the missing value as an argument.");

    private const string Reset = "\x1b[0m";

    private sealed class Restorer(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}
