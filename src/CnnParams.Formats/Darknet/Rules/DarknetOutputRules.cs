using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>Sections that read boxes out of the last map, or compute a loss: as many outputs as inputs.</summary>
internal sealed class DarknetOutputRules : OperatorRules<DarknetLayer>
{
    public DarknetOutputRules()
    {
        Map(
            "yolo region detection Gaussian_yolo",
            layer => layer.AddOperation(layer.Section.Type, WorkKind.ElementWise, layer.Shape)
        );
        Map(
            "cost contrastive empty silence iseg",
            layer => layer.AddOperation(layer.Section.Type, WorkKind.DataMovement, layer.Shape)
        );
    }
}
