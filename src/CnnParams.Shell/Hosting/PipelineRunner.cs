using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace CnnParams.Shell.Hosting;

/// <summary>How a run ended.</summary>
internal enum RunOutcome
{
    /// <summary>It ran to its end.</summary>
    Completed,

    /// <summary>A terminating error ended it.</summary>
    Threw,

    /// <summary>It was stopped from outside.</summary>
    Stopped,
}

/// <summary>Runs scripts so that output and errors go to the host as they come, through Out-Default.</summary>
internal sealed class PipelineRunner(Runspace runspace, TextHostUI ui)
{
    // Lines of standard input that may wait for the script, so that a fast writer does not fill the memory.
    private const int Backlog = 10_000;

    private volatile Pipeline? _running;

    /// <summary>The engine's <c>$?</c> after the last run.</summary>
    public bool LastStatementSucceeded => runspace.SessionStateProxy.GetVariable("?") is true;

    /// <summary>Runs text, with the lines of <paramref name="input"/> as its $input.</summary>
    public RunOutcome RunText(string script, Func<TextReader>? input = null)
    {
        ScriptBlockAst ast = Parser.ParseInput(script, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            // The engine's own error for a script that ends too early has no position, and renders as nothing.
            Show(new ParseException(errors).ErrorRecord);
            return RunOutcome.Threw;
        }

        // Only a pipeline of the history leaves its $? behind.
        return Run(runspace.CreatePipeline(script, addToHistory: true), InputFor(ast, input));
    }

    /// <summary>Runs a script file with arguments.</summary>
    public RunOutcome RunFile(string path, IEnumerable<CommandParameter> arguments, Func<TextReader>? input = null)
    {
        var command = new Command(path, isScript: false, useLocalScope: false);
        foreach (CommandParameter argument in arguments)
            command.Parameters.Add(argument);

        Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        ExitPropagation.EnableForNextScript(runspace);
        return Run(pipeline, InputFor(Parser.ParseFile(path, out _, out _), input));
    }

    /// <summary>Stops what runs now. False if nothing does, or if it has been told already and goes on.</summary>
    public bool Stop()
    {
        if (_running is not { } pipeline || pipeline.PipelineStateInfo.State != PipelineState.Running)
            return false;

        pipeline.StopAsync();
        return true;
    }

    private RunOutcome Run(Pipeline pipeline, TextReader? input)
    {
        using (pipeline)
        using (var ended = new ManualResetEventSlim())
        {
            SendToOutDefault(pipeline);
            pipeline.StateChanged += (_, change) =>
            {
                if (change.PipelineStateInfo.State is PipelineState.Completed or PipelineState.Failed or PipelineState.Stopped)
                    ended.Set();
            };

            // Not Invoke: that closes the input as it starts, and standard input may still be coming.
            _running = pipeline;
            Feed(pipeline.Input, input);
            pipeline.InvokeAsync();
            ended.Wait();
            _running = null;

            return Outcome(pipeline.PipelineStateInfo);
        }
    }

    private RunOutcome Outcome(PipelineStateInfo end)
    {
        switch (end.State)
        {
            case PipelineState.Completed:
                return RunOutcome.Completed;
            case PipelineState.Stopped:
                return RunOutcome.Stopped;
            default:
                Show((end.Reason as IContainsErrorRecord)?.ErrorRecord
                    ?? new ErrorRecord(end.Reason, "PipelineFailed", ErrorCategory.NotSpecified, targetObject: null));
                return RunOutcome.Threw;
        }
    }

    // Errors travel with the output, so that both appear in the order in which they came.
    private static void SendToOutDefault(Pipeline pipeline)
    {
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
    }

    private void Show(ErrorRecord error)
    {
        using Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        pipeline.Input.Write(error);
        pipeline.Input.Close();
        using (ui.OutputAsError())
            pipeline.Invoke();
    }

    // A script that does not ask for input must not wait for the end of a standard input that nobody closes.
    private static TextReader? InputFor(ScriptBlockAst script, Func<TextReader>? input) =>
        input is not null && ReadsInput(script) ? input() : null;

    private static bool ReadsInput(ScriptBlockAst script) =>
        script.ProcessBlock is not null ||
        script.Find(ast => ast is VariableExpressionAst variable && variable.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true) is not null;

    // The engine asks once, at the start, whether there is input at all: the first line has to be there by then.
    private static void Feed(PipelineWriter pipe, TextReader? input)
    {
        if (input?.ReadLine() is not { } line)
        {
            pipe.Close();
            return;
        }

        pipe.Write(line);
        Task.Factory.StartNew(() => FeedRest(pipe, input), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void FeedRest(PipelineWriter pipe, TextReader input)
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                while (pipe.Count > Backlog && pipe.IsOpen)
                    Thread.Sleep(1);
                pipe.Write(line);
            }

            pipe.Close();
        }
        catch (PipelineClosedException)
        {
            // The script has had enough.
        }
    }
}
