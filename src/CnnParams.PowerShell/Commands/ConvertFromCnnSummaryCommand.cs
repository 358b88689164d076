using System.Management.Automation;
using System.Text;
using CnnParams.Auditing.Summaries;
using CnnParams.PowerShell.Reading;
using CnnParams.Reading;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// ConvertFrom-CnnSummary: makes what Keras, torchinfo, Lightning and other tools printed into objects.
/// </summary>
[Cmdlet(
    VerbsData.ConvertFrom,
    "CnnSummary",
    DefaultParameterSetName = TextSet,
    HelpUri = HelpLinks.ConvertFromCnnSummary
)]
[OutputType(typeof(SummaryRow))]
public sealed class ConvertFromCnnSummaryCommand : PathCommand
{
    private const string TextSet = "Text";

    // A summary is a page or two of text; what is larger is something else.
    private const long LargestFile = 64 * 1024 * 1024;

    private const int LongestPath = 1000;

    private readonly StringBuilder _text = new();

    /// <summary>The text, whole or line by line.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = TextSet)]
    [AllowEmptyString]
    [AllowNull]
    public string?[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == TextSet)
        {
            foreach (string? line in InputObject ?? [null])
                _text.Append(line).Append('\n');
            return;
        }

        foreach (string path in ResolvePaths())
            ReadFile(path);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName != TextSet)
            return;
        string text = _text.ToString();
        if (FileIn(text.Trim()) is { } path)
            ReadFile(path);
        else
            Read(text, null);
    }

    // No summary is a single line; the path of a file is.
    private string? FileIn(string line)
    {
        if (line.Length is 0 or > LongestPath || line.Contains('\n'))
            return null;
        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(line);
            return File.Exists(path) ? path : null;
        }
        catch (Exception exception)
            when (exception is SessionStateException or ProviderInvocationException or NotSupportedException)
        {
            return null;
        }
    }

    private void ReadFile(string path)
    {
        try
        {
            Read(FilePaths.ReadText(path, LargestFile), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WriteError(new ErrorRecord(exception, "UnreadableFile", ErrorCategory.ReadError, path));
        }
    }

    private void Read(string text, string? path)
    {
        try
        {
            foreach (var summary in SummaryReader.ReadAll(PrintedIn(text) ?? text, Cancellation))
            {
                foreach (string warning in summary.Warnings)
                    WriteWarning(PrintableText.Of(path is null ? warning : $"{path}: {warning}"));
                WriteObject(summary.Rows, enumerateCollection: true);
            }
        }
        catch (FormatException exception)
        {
            WriteError(ErrorRecords.NotASummary(exception, path ?? text));
        }
        catch (ModelFileException exception)
        {
            WriteError(ErrorRecords.Of(exception));
        }
    }

    // Of a notebook, the outputs of its cells; nothing that tools print begins as its file does.
    private static string? PrintedIn(string text) =>
        text.FirstOrDefault(letter => !char.IsWhiteSpace(letter)) == '{'
            ? ModelLibraryLoader.Library.PrintedIn(text)
            : null;
}
