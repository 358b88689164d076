using CnnParams.Layers;

namespace CnnParams.Measuring.Arena;

/// <summary>The bytes that the kernels of a network's operators need while they run.</summary>
internal sealed class ScratchBuffers
{
    private readonly Dictionary<OperatorStep, IReadOnlyList<long>> _bytes = [];

    /// <exception cref="LayerException">The kernels are for whole numbers of 8 bits, and these are others.</exception>
    internal ScratchBuffers(NetworkMeasurement measurement, IReadOnlyList<OperatorStep> steps, ScratchKernels kernels)
    {
        if (kernels == ScratchKernels.None)
            return;
        var notes = new List<string>();
        foreach (var step in steps)
        {
            if (measurement.TypeOf(step.Row.Layer) is not DataType.Int8 and var type)
            {
                throw new LayerException(
                    ErrorId.InvalidSetting,
                    $"{kernels} needs 8-bit numbers, but those of '{step.Row.Name}' are {type}; add -DataType Int8"
                )
                {
                    Setting = nameof(ArenaOptions.Scratch),
                };
            }

            if (CmsisNnScratch.Bytes(step, kernels, measurement.Options.BatchSize) is { } bytes)
                _bytes.Add(step, bytes);
            else
                notes.Add(
                    $"CMSIS-NN has no kernel for {step.Row.Name} ({step.Row.Type}); what another needs is not known"
                );
        }

        Notes = notes;
    }

    /// <summary>Operators of which it is not known what they need.</summary>
    internal IReadOnlyList<string> Notes { get; } = [];

    /// <summary>The bytes of each buffer of an operator, not aligned.</summary>
    internal IReadOnlyList<long> Of(OperatorStep step) => _bytes.TryGetValue(step, out var bytes) ? bytes : [];
}
