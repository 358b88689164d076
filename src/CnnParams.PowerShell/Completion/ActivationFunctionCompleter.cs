using CnnParams.Layers;

namespace CnnParams.PowerShell.Completion;

/// <summary>Completes the names of activation functions.</summary>
public sealed class ActivationFunctionCompleter()
    : NameCompleter<string>(() => ActivationFunction.Names, name => name, name => name);
