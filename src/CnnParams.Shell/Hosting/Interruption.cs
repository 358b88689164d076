namespace CnnParams.Shell.Hosting;

/// <summary>Ctrl-C stops what runs and leaves the shell alive; pressed again before that has ended, it ends the program.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PipelineRunner _runner;

    public Interruption(PipelineRunner runner)
    {
        _runner = runner;
        Console.CancelKeyPress += Stop;
    }

    public void Dispose() => Console.CancelKeyPress -= Stop;

    private void Stop(object? sender, ConsoleCancelEventArgs e) =>
        e.Cancel = e.SpecialKey == ConsoleSpecialKey.ControlC && _runner.Stop();
}
