using System.Management.Automation;
using CnnParams.Shell.Hosting;
using CnnParams.Shell.Interactive;

namespace CnnParams.Shell;

/// <summary>The program: from a command line to an exit code.</summary>
internal sealed class ShellApplication(TextSink output, TextSink error)
{
    private volatile bool _outputClosed;

    /// <summary>Runs the program with these arguments on the console.</summary>
    public static int Run(string[] arguments)
    {
        using var encoding = new ConsoleEncoding();
        return new ShellApplication(StandardStreams.OpenOutput(), StandardStreams.OpenError()).Answer(arguments);
    }

    private int Answer(string[] arguments)
    {
        try
        {
            CommandLine line = CommandLine.Parse(arguments);
            return line.Mode switch
            {
                ShellMode.Help => Show(Usage.Text),
                ShellMode.Version => Show(Usage.Version),
                _ => RunInEngine(line.WithScriptPath()),
            };
        }
        catch (UsageException exception)
        {
            error.WriteLine(exception.Message);
            error.WriteLine("");
            error.WriteLine(Usage.Text);
            return ExitCodes.Usage;
        }
    }

    private int Show(string text)
    {
        output.WriteLine(text);
        return ExitCodes.Success;
    }

    private int RunInEngine(CommandLine line)
    {
        ShellEngine engine;
        try
        {
            engine = new ShellEngine(NewUI(line), ModuleLocator.Default.FindManifest());
        }
        catch (Exception exception) when (exception is FileNotFoundException or RuntimeException)
        {
            error.WriteLine("CnnParams cannot be imported. " + exception.Message);
            return ExitCodes.Initialization;
        }

        using (engine)
        using (new Interruption(engine.Runner))
        {
            output.Closed = () =>
            {
                _outputClosed = true;
                engine.Runner.Stop();
            };
            return line.Mode == ShellMode.Default && !Console.IsInputRedirected
                ? Prompt(engine, line)
                : RunOnce(engine, line);
        }
    }

    private ConsoleHostUI NewUI(CommandLine line) =>
        new(output, error, new HostRawUI(output.IsTerminal ? null : HostRawUI.DefaultWidth))
        {
            CanAsk = !line.NonInteractive && !Console.IsInputRedirected,
        };

    private int Prompt(ShellEngine engine, CommandLine line)
    {
        if (!line.NoLogo)
            output.WriteLine(Usage.Version + Environment.NewLine + "CnnParams is imported: Get-Command -Module CnnParams. Leave with exit.");

        ILineReader reader = output.IsTerminal ? new LineEditor(engine.Complete) : new PlainLineReader();
        return new InteractiveLoop(engine, reader).Run();
    }

    private int RunOnce(ShellEngine engine, CommandLine line)
    {
        Func<TextReader>? input = Console.IsInputRedirected ? StandardStreams.OpenRedirectedInput : null;
        RunOutcome outcome = line.Mode switch
        {
            ShellMode.File => engine.Runner.RunFile(line.File, line.Arguments, input),
            ShellMode.Command => engine.Runner.RunText(line.Text, input),
            _ => engine.Runner.RunText((input?.Invoke() ?? Console.In).ReadToEnd()),
        };
        engine.UI.EndProgress();

        return outcome switch
        {
            RunOutcome.Stopped => _outputClosed ? ExitCodes.OutputClosed : ExitCodes.Interrupted,
            RunOutcome.Threw => ExitCodes.Failure,
            _ when engine.Host.ExitCode is { } code => code,
            // A script file that comes to its end has succeeded; of a text, the last statement decides.
            _ when line.Mode == ShellMode.File || engine.Runner.LastStatementSucceeded => ExitCodes.Success,
            _ => ExitCodes.Failure,
        };
    }
}
