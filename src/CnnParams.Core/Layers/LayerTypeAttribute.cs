namespace CnnParams.Layers;

/// <summary>
/// Gives a layer class a name that users write; a class with forms for several ranks has one for each.
/// </summary>
/// <param name="name">The name, in the field's words: <c>Conv2D</c>.</param>
/// <param name="summary">What the layer does, in a line.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LayerTypeAttribute(string name, string summary) : Attribute
{
    /// <summary>The name that users write.</summary>
    public string Name { get; } = name;

    /// <summary>What the layer does, in a line.</summary>
    public string Summary { get; } = summary;

    /// <summary>Other names for it, as other frameworks say it; separated by spaces.</summary>
    public string Aliases { get; init; } = "";

    /// <summary>
    /// Those of <see cref="Aliases"/> that PyTorch alone has for it, where it has other defaults; separated by spaces.
    /// </summary>
    public string PyTorchNames { get; init; } = "";

    /// <summary>
    /// Settings that hold under <see cref="PyTorchNames"/> unless they are given, as <c>Padding=0</c>.
    /// </summary>
    public string PyTorchDefaults { get; init; } = "";

    /// <summary>The number of spatial axes, for a class whose constructor takes it.</summary>
    public int SpatialRank { get; init; }

    /// <summary>A setting that this name fixes, as <c>Function=relu</c>.</summary>
    public string Preset { get; init; } = "";

    /// <summary>Settings of a worked example, as <c>Filters=8; KernelSize=5</c>.</summary>
    public string Example { get; init; } = "";

    /// <summary>Input shapes in the worked example, separated by spaces, as <c>32x32x3</c>.</summary>
    public string ExampleInput { get; init; } = "32x32x3";

    /// <summary>What an unnamed layer is called, with a number: <c>conv</c> gives conv1, conv2, ...</summary>
    public string Prefix { get; init; } = "";
}
