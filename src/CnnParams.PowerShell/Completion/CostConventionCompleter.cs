using CnnParams.Measuring.Conventions;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of cost conventions, with what each counts as tips.</summary>
public sealed class CostConventionCompleter()
    : NameCompleter<CostConvention>(
        () => CostConventions.All,
        convention => convention.Name,
        convention => $"{convention.Tool}: {convention.Summary}"
    );
