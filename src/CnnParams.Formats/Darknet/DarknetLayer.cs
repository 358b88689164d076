using System.Globalization;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// A section that is to become layers of the graph. They are called by Darknet's own word and number, as its table
/// shows them: <c>conv0</c>, <c>max1</c>; the parts of one <c>conv0/bn</c>, <c>conv0/leaky</c>.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="graph">The graph.</param>
/// <param name="outputs">What left the sections before, by number; first of all the input.</param>
internal sealed class DarknetLayer(DarknetSection section, TensorGraph graph, IReadOnlyList<string> outputs)
{
    private string? _name;

    internal DarknetSection Section { get; } = section;

    /// <summary>The number that Darknet gives the section: 0 for the first after [net].</summary>
    internal int Index { get; } = outputs.Count - 1;

    /// <summary>What leaves it so far: what it reads, until a layer has been added.</summary>
    internal string Output { get; private set; } = outputs[outputs.Count - 1];

    /// <summary>The shape of <see cref="Output"/>: channels, height, width.</summary>
    internal TensorShape Shape => graph.ShapeOf(Output);

    /// <summary>Adds a layer that reads what left the one before.</summary>
    /// <param name="word">Darknet's word for the section, or for the part of it.</param>
    /// <param name="make">Makes the layer.</param>
    internal void Add(string word, Func<LayerPlace, Layer> make) => Add(word, [Output], make);

    /// <summary>Adds a layer that reads other sections.</summary>
    internal void Add(string word, IReadOnlyList<string> inputs, Func<LayerPlace, Layer> make)
    {
        string name = _name is null ? word + Index.ToString(CultureInfo.InvariantCulture) : $"{_name}/{word}";
        Output = graph.Add(name, inputs, make);
        _name ??= name;
    }

    /// <summary>Adds an operator that has no layer of its own but whose cost and shape are known.</summary>
    internal void AddOperation(string word, WorkKind kind, TensorShape shape) => AddOperation(word, [Output], kind, shape);

    /// <inheritdoc cref="AddOperation(string, WorkKind, TensorShape)"/>
    internal void AddOperation(string word, IReadOnlyList<string> inputs, WorkKind kind, TensorShape shape) => Add(word, inputs, place => new Operation
    {
        Name = place.Name,
        Inputs = place.Inputs,
        OperatorType = Section.Type,
        OutputShape = shape,
        Kind = kind,
    });

    /// <summary>What left a section: a number from 0 on, or one below 0 that counts back from this one.</summary>
    internal string OutputOf(long section)
    {
        long index = section < 0 ? Index + section : section;
        return index >= 0 && index < Index
            ? outputs[(int)index + 1]
            : throw Section.Wrong($"reads section {section}; before it are {Index}, numbered from 0, or from -1 back");
    }

    /// <summary>The shape of an output.</summary>
    internal TensorShape ShapeOf(string output) => graph.ShapeOf(output);

    /// <summary>Notes what is not understood.</summary>
    internal void Warn(string warning) => graph.Warn($"line {Section.Line}: [{Section.Type}] {warning}");

    /// <summary>The error of this section.</summary>
    internal ModelFileException Wrong(string message) => Section.Wrong(message);
}
