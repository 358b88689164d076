using CnnParams.Catalogue;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of architectures, with their papers as tips.</summary>
public sealed class ArchitectureCompleter()
    : NameCompleter<Architecture>(
        () => Architectures.All,
        architecture => architecture.Name,
        architecture => architecture.Paper.ToString()
    );
