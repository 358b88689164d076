using CnnParams.Shapes;

namespace CnnParams.Formats.StateDicts.Rules;

/// <summary>What a pickled module says of how its window slides; PyTorch's defaults where it says nothing.</summary>
internal static class WindowSettings
{
    internal static Extent Extent(StateModule module, string setting) =>
        module.Numbers(setting) is { } sizes ? new Extent(sizes) : Shapes.Extent.One;

    internal static Padding Padding(StateModule module)
    {
        if (module.Numbers("padding") is { } sizes)
            return Shapes.Padding.Symmetric(sizes);
        return module.Word("padding") == "same" ? Shapes.Padding.Same : Shapes.Padding.Symmetric(0);
    }
}
