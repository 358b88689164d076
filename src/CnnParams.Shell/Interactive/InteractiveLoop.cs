using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using CnnParams.Shell.Hosting;

namespace CnnParams.Shell.Interactive;

/// <summary>The prompt: read a statement, run it, until <c>exit</c> or the end of input.</summary>
internal sealed class InteractiveLoop(ShellEngine engine, ILineReader reader)
{
    /// <summary>Runs the loop and returns the exit code.</summary>
    public int Run()
    {
        while (engine.Host.ExitCode is null && ReadStatement() is { } statement)
        {
            if (!string.IsNullOrWhiteSpace(statement))
                engine.Runner.RunText(statement);
            engine.UI.EndProgress();
        }

        return engine.Host.ExitCode ?? ExitCodes.Success;
    }

    private string? ReadStatement()
    {
        try
        {
            return ReadLines();
        }
        catch (OperationCanceledException)
        {
            return "";
        }
    }

    // More lines are asked for as long as the parser says that the text is only a beginning; an empty line ends that.
    private string? ReadLines()
    {
        string? statement = reader.ReadLine(Prompt());
        while (statement is not null && IsIncomplete(statement))
        {
            if (reader.ReadLine(">> ") is not { Length: > 0 } line)
                break;
            statement += "\n" + line;
        }

        return statement;
    }

    private static bool IsIncomplete(string statement)
    {
        Parser.ParseInput(statement, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }

    // The engine brings the prompt function, and the user may define another.
    private string Prompt()
    {
        try
        {
            using Pipeline pipeline = engine.Runspace.CreatePipeline("prompt");
            return string.Concat(pipeline.Invoke()) is { Length: > 0 } text ? text : "PS> ";
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }
}
