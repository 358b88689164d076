using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>
/// What a layer's notes say of the module that computes it: other tools look at the classes of modules, and at their
/// parameters.
/// </summary>
internal static class CallerNotes
{
    /// <summary>The notes of a layer, of a network whose modules are being called.</summary>
    /// <param name="notes">What is noted of it already.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="trace">The modules that are being called, and have been.</param>
    /// <param name="call">How it is computed where no module of PyTorch's own does.</param>
    /// <param name="output">Its output, all axes; null where that is not known.</param>
    internal static SourceNotes Of(SourceNotes notes, Layer layer, Trace trace, ModuleCall call, Shape? output)
    {
        notes = notes with
        {
            IsBatchBehind = output is { Rank: > 1 } && !output[0].HasBatch && output.Axes.Any(axis => axis.HasBatch),
        };
        if (trace.Calls.Count == 0)
            return notes with { Call = call };
        var module = trace.Calls.Peek();
        // A module of the vocabulary is one that PyTorch has too, and hooks see it; what any other calls is a function.
        bool isModule = module.IsLeafOfVocabulary || call == ModuleCall.Module;
        if (isModule)
            call =
                module.IsLeafOfVocabulary && trace.Called.Contains(module) ? ModuleCall.Again
                : trace.Calls.Any(caller => IsSet(caller, "_is_fused")) ? ModuleCall.Fused
                : ModuleCall.Module;
        return notes with
        {
            Call = call,
            Module = isModule || module.Modules.Count == 0 ? ClassOf(module) : null,
            WeightNorm =
                isModule && module.Own.Get("_weight_norm") is { } lengths and not None
                    ? Integers.Index(trace.Interpreter, lengths)
                    : null,
            IsPaddedBefore =
                isModule && layer is Convolution && module.Own.Get("padding_mode") is string and not "zeros",
        };
    }

    // By its name in PyTorch, and by what it derives from.
    private static string ClassOf(ModuleInstance module)
    {
        var own = Array.Find(module.Type.Mro, IsOfTorch);
        string name = module.Type.Name;
        if (IsSet(module, "_is_parametrized"))
            return $"Parametrized{name}({name})";
        // A lazy module is the other from its first call on.
        const string lazy = "Lazy";
        return ReferenceEquals(own, module.Type)
            ? name.StartsWith(lazy, StringComparison.Ordinal)
                ? name.Substring(lazy.Length)
                : name
            : own is null
                ? name
                : $"{name}({own.Name})";
    }

    private static bool IsOfTorch(PyType type) =>
        type.Members.Get("__module__") is "torch.nn" && !type.Name.StartsWith("_", StringComparison.Ordinal);

    private static bool IsSet(ModuleInstance module, string name) => module.Own.Get(name) is true;
}
