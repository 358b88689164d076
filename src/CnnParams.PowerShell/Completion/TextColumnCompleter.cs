using CnnParams.Measuring;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the columns of a table: the properties of a row.</summary>
public sealed class TextColumnCompleter()
    : NameCompleter<string>(
        () => typeof(LayerMeasurement).GetProperties().Select(property => property.Name),
        name => name,
        name => name
    );
