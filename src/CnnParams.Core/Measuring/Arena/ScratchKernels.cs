namespace CnnParams.Measuring.Arena;

/// <summary>Whose kernels run, where those need room of their own in the arena while they do.</summary>
public enum ScratchKernels : long
{
    /// <summary>Kernels that need none.</summary>
    None,

    /// <summary>CMSIS-NN in plain C: Cortex-M0, M3.</summary>
    CmsisNn,

    /// <summary>CMSIS-NN with the DSP extension: Cortex-M4, M7, M33.</summary>
    CmsisNnDsp,

    /// <summary>CMSIS-NN with the vector extension (MVE, Helium): Cortex-M52, M55, M85.</summary>
    CmsisNnMve,
}
