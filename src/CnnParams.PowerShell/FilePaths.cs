using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace CnnParams.PowerShell;

/// <summary>Paths that a command is given, made into full paths of the file system.</summary>
internal static class FilePaths
{
    /// <summary>The full paths that were meant; an error for each that there is not.</summary>
    internal static string[] Resolve(PSCmdlet cmdlet, string path, bool literal)
    {
        try
        {
            ProviderInfo provider;
            string[] paths = literal
                ? [cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]
                : [.. cmdlet.GetResolvedProviderPathFromPSPath(path, out provider)];
            if (provider.ImplementingType != typeof(FileSystemProvider))
            {
                cmdlet.WriteError(ErrorRecords.NotAFile(path));
                return [];
            }

            foreach (string missing in paths.Where(full => !File.Exists(full) && !Directory.Exists(full)))
                cmdlet.WriteError(ErrorRecords.NoSuchFile(missing));
            return Array.FindAll(paths, full => File.Exists(full) || Directory.Exists(full));
        }
        catch (Exception exception) when (exception is ItemNotFoundException or SessionStateException)
        {
            cmdlet.WriteError(new ErrorRecord(exception, "FileNotFound", ErrorCategory.ObjectNotFound, path));
            return [];
        }
    }
}
