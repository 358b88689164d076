using CnnParams.Python.Syntax;

namespace CnnParams.Python.Importing;

/// <summary>Where the sources of modules come from: a folder, a text. It decides what it gives away.</summary>
public interface ISourceProvider
{
    /// <summary>The source of a module, or of the <c>__init__</c> of a package; null where there is none.</summary>
    /// <param name="module">The full name of the module, with dots.</param>
    /// <param name="isPackage">Whether it is a package, which has modules below it; it may have no source of its
    /// own.</param>
    SourceText? Find(string module, out bool isPackage);
}

/// <summary>What provides modules that are no files: a vocabulary.</summary>
public interface IModuleProvider
{
    /// <summary>A module, or null where it is not one of this vocabulary.</summary>
    Values.PyModule? Find(Running.Interpreter interpreter, string module);
}

/// <summary>No files at all: a text that stands alone.</summary>
public sealed class NoSources : ISourceProvider
{
    /// <inheritdoc/>
    public SourceText? Find(string module, out bool isPackage)
    {
        isPackage = false;
        return null;
    }
}
