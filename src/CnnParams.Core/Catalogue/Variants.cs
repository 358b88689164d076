using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Catalogue;

/// <summary>Variants of the usual sources, with what these have in common.</summary>
internal static class Variants
{
    /// <summary>
    /// As torchvision builds it: channels first, moving statistics are buffers, its module paths as names.
    /// </summary>
    internal static ArchitectureVariant Torchvision(
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor>? top,
        string note = "",
        long resolution = 224,
        bool hasWidth = false,
        bool hasAuxiliary = false,
        long classes = 1000
    ) =>
        new DefinedVariant("torchvision", body, top)
        {
            Note = note,
            TellsCalls = true,
            View = ParameterView.PyTorch,
            Resolution = resolution,
            HasWidth = hasWidth,
            HasAuxiliary = hasAuxiliary,
            Classes = classes,
        };

    /// <summary>
    /// As timm (pytorch-image-models) builds it: counted as torchvision counts, timm's module paths as names.
    /// </summary>
    internal static ArchitectureVariant Timm(
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor>? top,
        string note = "",
        long resolution = 224,
        long classes = 1000
    ) =>
        new DefinedVariant("timm", body, top)
        {
            Note = note,
            View = ParameterView.PyTorch,
            Resolution = resolution,
            Classes = classes,
            HasClasses = classes > 0,
        };

    /// <summary>
    /// As Keras's applications build it: channels last, moving statistics are non-trainable parameters.
    /// </summary>
    internal static ArchitectureVariant Keras(
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor>? top,
        string note = "",
        long resolution = 224,
        bool hasWidth = false
    ) =>
        new DefinedVariant("Keras", body, top)
        {
            Note = note,
            Layout = ShapeLayout.ChannelsLast,
            Resolution = resolution,
            HasWidth = hasWidth,
        };

    /// <summary>As the authors published it, in their paper or their own files.</summary>
    internal static ArchitectureVariant Original(
        Func<Tensor, BuildOptions, Tensor> body,
        Func<Tensor, BuildOptions, Tensor>? top,
        string note = "",
        long resolution = 224,
        bool hasAuxiliary = false
    ) =>
        new DefinedVariant("original", body, top)
        {
            Note = note,
            Resolution = resolution,
            HasAuxiliary = hasAuxiliary,
        };
}
