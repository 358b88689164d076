using System.Globalization;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// A section that becomes layers of the graph. They are called by Darknet's own word and number, as its table
/// shows them: <c>conv0</c>, <c>max1</c>; the parts of one <c>conv0/bn</c>, <c>conv0/leaky</c>.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="graph">The graph, in which a section writes a tensor with its number; [net] that with -1.</param>
/// <param name="index">The number that Darknet gives the section: 0 for the first after [net].</param>
internal sealed class DarknetLayer(DarknetSection section, TensorGraph graph, int index)
    : GraphOperator(graph, "", section.Type, [TensorOf(index - 1)], [TensorOf(index)])
{
    internal DarknetSection Section { get; } = section;

    /// <summary>Its output so far: what it reads, until a layer has been added.</summary>
    internal string Output => Last ?? Graph.Read(TensorOf(index - 1), Type);

    /// <summary>The tensor that a section writes.</summary>
    internal static string TensorOf(int section) => section.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds a layer that reads what left the one before.</summary>
    /// <param name="word">Darknet's word for the section, or for the part of it.</param>
    /// <param name="layer">A layer that has just been made.</param>
    internal void Add(string word, Layer layer) => Add(word, [Output], layer);

    /// <summary>Adds a layer that reads other sections.</summary>
    internal void Add(string word, IReadOnlyList<string> inputs, Layer layer)
    {
        if (Last is null)
            Name = word + TensorOf(index);
        AddReading(inputs, layer, word);
    }

    /// <summary>Adds an operator that has no layer of its own but whose cost and shape are known.</summary>
    internal void AddOperation(string word, WorkKind kind, TensorShape shape) =>
        AddOperation(word, [Output], kind, shape);

    /// <inheritdoc cref="AddOperation(string, WorkKind, TensorShape)"/>
    internal void AddOperation(string word, IReadOnlyList<string> inputs, WorkKind kind, TensorShape shape) =>
        Add(
            word,
            inputs,
            new Operation
            {
                OperatorType = Section.Type,
                OutputShape = shape,
                Kind = kind,
            }
        );

    /// <inheritdoc/>
    internal override void AddNotKnown()
    {
        Name = Type + TensorOf(index);
        base.AddNotKnown();
    }

    /// <inheritdoc/>
    internal override void Finish()
    {
        base.Finish();
        // A linear activation is none.
        if (Last is null)
            PassOn();
    }

    /// <summary>What left a section: a number from 0 on, or one below 0 that counts back from this one.</summary>
    internal string OutputOf(long section)
    {
        long from = section < 0 ? index + section : section;
        return from >= 0 && from < index
            ? Graph.Read(TensorOf((int)from), Type)
            : throw Wrong($"reads section {section}; before it are {index}, numbered from 0, or from -1 back");
    }

    /// <summary>The shape of an output.</summary>
    internal TensorShape ShapeOf(string output) => Graph.ShapeOf(output);

    private protected override string Place => $"line {Section.Line}: [{Section.Type}]";
}
