using CnnParams.Layers;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of layer types, with their summaries as tips.</summary>
public sealed class LayerTypeCompleter()
    : NameCompleter<LayerTypeInfo>(() => LayerTypes.All, type => type.Name, type => type.Summary);
