using System.Management.Automation;

namespace CnnParams.PowerShell.Commands;

/// <summary>A command that takes files: by path with wildcards, by literal path, or from Get-ChildItem.</summary>
public abstract class PathCommand : StoppableCommand
{
    private protected const string PathSet = "Path";

    private protected const string LiteralPathSet = "LiteralPath";

    /// <summary>Paths of files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Paths of files, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The full paths that were meant; an error for each that there is not.</summary>
    private protected IEnumerable<string> ResolvePaths() =>
        ParameterSetName == LiteralPathSet
            ? LiteralPath.SelectMany(path => FilePaths.Resolve(this, path, literal: true))
            : Path.SelectMany(path => FilePaths.Resolve(this, path, literal: false));
}
