using System.Management.Automation;
using System.Management.Automation.Language;

namespace CnnParams.PowerShell.Reading;

/// <summary>
/// Files of names and values: psd1, read as data and never run, or JSON. A JSON file may hold a list of them, as
/// ConvertTo-Json writes several objects.
/// </summary>
internal static class DataFile
{
    private const long Longest = 16 << 20;

    private const string FromJson =
        "param($text) Microsoft.PowerShell.Utility\\ConvertFrom-Json -InputObject $text -ErrorAction Stop";

    /// <summary>The names and values of each object in a file.</summary>
    /// <remarks>A file that cannot be read ends the command.</remarks>
    internal static IReadOnlyList<IReadOnlyList<KeyValuePair<string, object?>>> Read(PSCmdlet command, string path)
    {
        string full = command.GetUnresolvedProviderPathFromPSPath(path);
        if (!File.Exists(full))
            command.ThrowTerminatingError(ErrorRecords.NoSuchFile(full));
        if (TryRead(command, full, out var error) is { } maps)
            return maps;
        command.ThrowTerminatingError(error);
        return [];
    }

    /// <summary>
    /// The names and values of each object in a file; null, with an error, for one that cannot be read.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<KeyValuePair<string, object?>>>? TryRead(
        PSCmdlet command,
        string full,
        out ErrorRecord? error
    )
    {
        error = null;
        try
        {
            return IsPowerShell(full) ? [ReadPowerShell(full)] : ReadJson(command, full);
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or InvalidOperationException
                        or RuntimeException
                        and not PipelineStoppedException
            )
        {
            error = ErrorRecords.UnreadableData(full, exception);
            return null;
        }
    }

    /// <summary>Whether a file is one of names and values, and has a name.</summary>
    internal static bool Has(PSCmdlet command, string path, string name)
    {
        bool isData =
            IsPowerShell(path) || System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
        if (!isData || !File.Exists(path))
            return false;
        if (IsPowerShell(path))
            return true;
        try
        {
            return ReadJson(command, path)
                .Any(map => map.Any(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)));
        }
        catch (Exception exception)
            when (exception is IOException or FormatException or RuntimeException and not PipelineStoppedException)
        {
            return false;
        }
    }

    private static bool IsPowerShell(string path) =>
        System.IO.Path.GetExtension(path).Equals(".psd1", StringComparison.OrdinalIgnoreCase);

    // SafeGetValue refuses everything but constants: no command, no variable, no method is run.
    private static KeyValuePair<string, object?>[] ReadPowerShell(string path)
    {
        var script = Parser.ParseInput(FilePaths.ReadText(path, Longest), path, out _, out var errors);
        if (errors.Length > 0)
            throw new ParseException(errors);
        return
            OnlyStatement(script)
                is PipelineAst { PipelineElements: [CommandExpressionAst { Expression: HashtableAst map }] }
            ? [.. PipelineValue.Properties(PSObject.AsPSObject(map.SafeGetValue()))]
            : throw new FormatException("it is not @{ name = value } and nothing else");
    }

    // The text is read here, by its mark, since Windows PowerShell's > writes UTF-16.
    private static IReadOnlyList<KeyValuePair<string, object?>[]> ReadJson(PSCmdlet command, string path)
    {
        var read = command.InvokeCommand.InvokeScript(FromJson, FilePaths.ReadText(path, Longest));
        // Windows PowerShell gives a list as one object.
        return
        [
            .. (read is [{ BaseObject: object[] list }] ? list.Select(PSObject.AsPSObject) : read).Select(map =>
                map?.BaseObject is PSCustomObject
                    ? PipelineValue.Properties(map).ToArray()
                    : throw new FormatException("it has no { \"name\": value }")
            ),
        ];
    }

    private static StatementAst? OnlyStatement(ScriptBlockAst script) =>
        script is { ParamBlock: null, BeginBlock: null, ProcessBlock: null, EndBlock.Statements: [var only] }
            ? only
            : null;
}
