namespace CnnParams.Shell;

/// <summary>
/// Finds the module's manifest from where the program lies, never from the current directory: a folder that
/// somebody merely works in must not decide what code is loaded.
/// </summary>
public sealed class ModuleLocator(string startDirectory)
{
    /// <summary>The name of the module's manifest.</summary>
    public const string ManifestName = "CnnParams.psd1";

    /// <summary>The locator of the running program.</summary>
    public static ModuleLocator Default { get; } = new(AppContext.BaseDirectory);

    /// <summary>
    /// The manifest beside the program, in its module folder (as it is packed), or in the nearest folder above
    /// (as it lies in the repository).
    /// </summary>
    /// <remarks>
    /// A package for a single system has to use the module folder: there the program's own folder is $PSHOME, and for
    /// format files in $PSHOME itself the engine writes a path with a backslash, which only Windows understands.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public string FindManifest() =>
        Candidates().FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException(
            $"The module's manifest, {ManifestName}, is neither in '{startDirectory}', nor in its folder module/CnnParams, nor in a folder above it. Reinstall the program, or build it within the repository.",
            ManifestName);

    private IEnumerable<string> Candidates()
    {
        yield return Path.Combine(startDirectory, ManifestName);
        yield return Path.Combine(startDirectory, "module", "CnnParams", ManifestName);
        for (var folder = new DirectoryInfo(startDirectory).Parent; folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, ManifestName);
    }
}
