namespace CnnParams.Shell;

/// <summary>
/// Finds the module from where the program lies, never from the current directory: a folder that somebody merely works
/// in must not decide what code is loaded.
/// </summary>
public static class ModuleLocator
{
    private const string ManifestName = "CnnParams.psd1";

    /// <summary>The root of the repository: the nearest folder above the program that holds the manifest.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, ManifestName)))
                folder = folder.Parent;
            return folder?.FullName
                ?? throw new FileNotFoundException(
                    $"{ManifestName} is in no folder above '{AppContext.BaseDirectory}'.",
                    ManifestName
                );
        }
    }

    /// <summary>The module's manifest.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Manifest => Path.Combine(Root, ManifestName);
}
