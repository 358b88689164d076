using System.Management.Automation;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command whose work ends early when Ctrl-C is pressed.</summary>
public abstract class StoppableCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Is cancelled by Ctrl-C.</summary>
    private protected CancellationToken Cancellation => _stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }
}
