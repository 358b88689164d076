using System.Management.Automation;
using CnnParams.Catalogue;
using CnnParams.Networks;
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

            // Nobody looks for many files with brackets alone: they stand in the name of one.
            if (paths.Length == 0 && path.IndexOfAny(['*', '?']) < 0)
                cmdlet.WriteError(ErrorRecords.NoSuchPattern(path));

            foreach (string missing in paths.Where(full => !File.Exists(full) && !Directory.Exists(full)))
                cmdlet.WriteError(ErrorRecords.NoSuchFile(missing));
            return Array.FindAll(paths, full => File.Exists(full) || Directory.Exists(full));
        }
        catch (Exception exception) when (exception is ItemNotFoundException or SessionStateException)
        {
            cmdlet.WriteError(
                Architectures.Find(path) is null
                    ? new ErrorRecord(exception, "FileNotFound", ErrorCategory.ObjectNotFound, path)
                    : ErrorRecords.NoFileButNetwork(path)
            );
            return [];
        }
    }

    /// <summary>The full path of a file or a folder that there is; null for any other text.</summary>
    internal static string? Found(PSCmdlet cmdlet, string text)
    {
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(text, out var provider, out _);
            return
                provider.ImplementingType == typeof(FileSystemProvider) && (File.Exists(full) || Directory.Exists(full))
                ? full
                : null;
        }
        catch (Exception exception) when (exception is RuntimeException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// The full path of a file or a folder to write to; null, with an error, where it is none of the file system.
    /// </summary>
    internal static string? Target(PSCmdlet cmdlet, string path)
    {
        string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.ImplementingType == typeof(FileSystemProvider))
            return full;
        cmdlet.WriteError(ErrorRecords.NotAFile(path));
        return null;
    }

    /// <summary>
    /// The full path of the file that a network is written to: in a folder, one of its own name. Null, with an error,
    /// where there can be none.
    /// </summary>
    internal static string? FileFor(PSCmdlet cmdlet, string path, Network network, string extension, bool noClobber)
    {
        if (Target(cmdlet, path) is not { } full)
            return null;
        if (IsFolder(path, full))
            full = Path.Combine(full, NameOf(network) + extension);
        if (!noClobber || !File.Exists(full))
            return full;
        cmdlet.WriteError(ErrorRecords.FileExists(full));
        return null;
    }

    /// <summary>
    /// The text of a file. A pipe would wait for whoever writes into it, and a device may never end: both read as
    /// empty.
    /// </summary>
    /// <exception cref="IOException">It cannot be read, or is longer than what is wanted can be.</exception>
    internal static string ReadText(string full, long longest)
    {
#if NET
        var file = File.ResolveLinkTarget(full, returnFinalTarget: true) as FileInfo ?? new FileInfo(full);
#else
        var file = new FileInfo(full);
#endif
        if (!file.Exists)
            throw new FileNotFoundException($"there is no file '{full}'");
        if (file.Length > longest)
            throw new IOException($"'{full}' is longer than {longest} bytes");
        return file.Length == 0 ? "" : File.ReadAllText(full);
    }

    /// <summary>Whether a path, as it was written and in full, is that of a folder.</summary>
    internal static bool IsFolder(string path, string full) =>
        Directory.Exists(full)
        || path.EndsWith("/", StringComparison.Ordinal)
        || path.EndsWith("\\", StringComparison.Ordinal);

    /// <summary>The name of a network's file, without the extension.</summary>
    internal static string NameOf(Network network)
    {
        string name = network.Name.Length > 0 ? network.Name : "Network";
        return string.Concat(
            name.Select(c => c is '/' or '\\' or ':' || Array.IndexOf(Path.GetInvalidFileNameChars(), c) >= 0 ? '_' : c)
        );
    }
}
