using CnnParams.Catalogue;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of architectures that the user registered.</summary>
public sealed class OwnArchitectureCompleter()
    : NameCompleter<Architecture>(
        () => Architectures.Own,
        architecture => architecture.Name,
        architecture => architecture.Paper.ToString()
    );
