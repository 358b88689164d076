using CnnParams.Layers;
using CnnParams.Networks;

namespace CnnParams.Designing;

/// <summary>A layer of a template, or a copy of one that is repeated.</summary>
/// <param name="Layer">The layer as the template has it.</param>
/// <param name="Name">Its name in the design.</param>
/// <param name="Original">Its index in the template.</param>
/// <param name="Copy">1 for the layer itself, 2 for its first copy, ...</param>
/// <param name="Reads">What it reads, by index among the layers of the design.</param>
/// <param name="StatesInputs">Whether what its source states of the layer before must be kept.</param>
internal sealed record TemplateLayer(
    Layer Layer,
    string Name,
    int Original,
    int Copy,
    LayerOutput[] Reads,
    bool StatesInputs
)
{
    internal LayerDraft Draft()
    {
        var draft = new LayerDraft(Layer);
        if (!StatesInputs)
            draft.DropStatedInputs();
        return draft;
    }
}
