using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Catalogue;

/// <summary>
/// A variant that is defined by functions from tensor to tensor: what comes before the classifier, and the classifier.
/// </summary>
/// <param name="name">Its name: torchvision, Keras, original.</param>
/// <param name="body">The layers up to the features.</param>
/// <param name="top">The classifier; none for a network that has no such part.</param>
public sealed class DefinedVariant(
    string name,
    Func<Tensor, BuildOptions, Tensor> body,
    Func<Tensor, BuildOptions, Tensor>? top = null
) : ArchitectureVariant(name)
{
    /// <inheritdoc/>
    public override bool HasTop => top is not null;

    /// <inheritdoc/>
    public override bool HasLayout => true;

    /// <summary>
    /// Whether it is known which of its layers the published code computes by modules, and which by functions.
    /// </summary>
    internal bool TellsCalls { get; init; }

    /// <summary>The layers up to the features, as published, after a tensor of another network.</summary>
    public Tensor After(Tensor x) => body(x, new BuildOptions(Classes, 1, IncludeTop: false, Auxiliary: false));

    private protected override Network Compose(string name, ArchitectureOptions options)
    {
        var choices = new BuildOptions(
            options.Classes ?? Classes,
            options.Width ?? 1,
            options.IncludeTop,
            options.Auxiliary
        );
        // The input says how to count: layers that go on without the network are still counted as the source does.
        var input = Tensor.Input(
            InputShape(options),
            options.Layout ?? Layout,
            View is ParameterView.Keras ? null : View
        );
        var output = body(input, choices);
        if (options.IncludeTop && top is not null)
            output = top(output, choices);
        if (TellsCalls)
            output.ByModules();
        return new Network(output.Layers) { Name = name, View = View };
    }
}
