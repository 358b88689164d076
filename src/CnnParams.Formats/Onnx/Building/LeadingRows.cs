using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Rows that a layer reads and that are made with it: learned constants, a value under other axes, parts of what it
/// does.
/// </summary>
/// <param name="layers">Where names are taken from; the rows themselves are added when the layer is.</param>
/// <param name="owner">The name of the layer.</param>
internal sealed class LeadingRows(LayerList layers, string owner)
{
    private readonly List<(Layer Row, TensorShape Shape)> _rows = [];

    /// <summary>The rows, with the output shapes them.</summary>
    internal IReadOnlyList<(Layer Row, TensorShape Shape)> All => _rows;

    /// <summary>A name for a row.</summary>
    internal string Name(string part) => layers.FreeName($"{owner}/{part}");

    /// <summary>Adds a row, whose channels are where those of its input are.</summary>
    /// <returns>Its name.</returns>
    internal string Add(Layer row, TensorShape shape)
    {
        _rows.Add((row, row.Inputs is [var input, ..] ? shape.As(Shape(input).Layout) : shape));
        return row.Name;
    }

    /// <summary>The shape of one of the rows, or of a layer before.</summary>
    internal TensorShape Shape(string name)
    {
        int own = _rows.FindIndex(made => made.Row.Name == name);
        return own >= 0 ? _rows[own].Shape : layers.Shape(name);
    }

    /// <summary>Adds the row of a value under other axes.</summary>
    /// <returns>Its name.</returns>
    internal string View(string part, string operatorType, string reads, TensorShape shape) =>
        Add(OperationRow.View(Name(part), operatorType, reads, shape), shape);
}
