using System.Management.Automation;
using CnnParams.Catalogue;

namespace CnnParams.PowerShell;

/// <summary>
/// The network before the file: <c>Export-CnnFigure lenet5 out.svg</c>. What stands for the network is a file that is
/// not there, and what stands for the file is a network.
/// </summary>
internal static class TurnedArguments
{
    /// <summary>An error about what is no network, which says so.</summary>
    /// <param name="cmdlet">The command that writes.</param>
    /// <param name="error">The error.</param>
    /// <param name="path">What it was given for the file.</param>
    /// <param name="input">What it was given for the network.</param>
    internal static ErrorRecord Said(PSCmdlet cmdlet, ErrorRecord error, string path, object? input)
    {
        if (
            PipelineValue.Plain(input) is not string text
            || !Path.HasExtension(text)
            || (Architectures.Find(path) is null && !IsFile(cmdlet, path))
        )
            return error;
        error.ErrorDetails = new ErrorDetails(
            $"'{text}' is no network. The file comes first: {cmdlet.MyInvocation.MyCommand.Name} {text} {path}"
        );
        return error;
    }

    private static bool IsFile(PSCmdlet cmdlet, string path)
    {
        try
        {
            return File.Exists(cmdlet.GetUnresolvedProviderPathFromPSPath(path));
        }
        catch (Exception exception)
            when (exception is SessionStateException or ProviderInvocationException or NotSupportedException)
        {
            return false;
        }
    }
}
