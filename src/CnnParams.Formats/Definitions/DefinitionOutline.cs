using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;

namespace CnnParams.Formats.Definitions;

/// <summary>A network as its definition: what is not as it is by default.</summary>
internal static class DefinitionOutline
{
    internal static DefinitionMap Of(WritableNetwork writable)
    {
        var network = writable.Network;
        var members = new List<DefinitionMember> { Member("CnnParams", DefinitionBuilder.Version) };
        if (network.Name.Length > 0)
            members.Add(Member("Name", network.Name));
        if (network.View != ParameterView.Keras)
            members.Add(Member("View", network.View.ToString()));
        if (!network.HasGraph)
            members.Add(Member("HasGraph", false));
        if (network.Outputs.Count > 0)
            members.Add(new DefinitionMember("Outputs", Texts(network.Outputs)));
        members.Add(
            new DefinitionMember(
                "Layers",
                new DefinitionList([.. writable.InOrder.Select(layer => Of(layer.Layer, layer.Name))])
            )
        );
        return new DefinitionMap(members);
    }

    /// <summary>A layer: its type, its name and what it has set.</summary>
    internal static DefinitionMap Of(Layer layer, string name)
    {
        var type = LayerTypes.Of(layer);
        var members = new List<DefinitionMember> { Member("Type", type.Name) };
        if (name.Length > 0)
            members.Add(Member("Name", name));
        members.AddRange(
            type.GivenTo(layer).Select(setting => new DefinitionMember(setting.Name, Value(setting.Get(layer)!)))
        );
        if (layer.Stored is { Count: > 0 } stored)
            members.Add(new DefinitionMember("Stored", Tensors(stored)));
        return new DefinitionMap(members);
    }

    private static DefinitionNode Value(object value) =>
        value switch
        {
            bool or long or double => new DefinitionScalar(value),
            int number => new DefinitionScalar((long)number),
            TensorShape { HasRank: true } shape => new DefinitionList([.. shape.Dimensions.Select(Axis)]),
            Extent extent => Numbers(extent.Sizes),
            Padding padding => Sides(padding),
            Layer layer => Of(layer, ""),
            IEnumerable<long> numbers => new DefinitionList([
                .. numbers.Select(number => new DefinitionScalar(number)),
            ]),
            IEnumerable<double> numbers => new DefinitionList([
                .. numbers.Select(number => new DefinitionScalar(number)),
            ]),
            IEnumerable<string> texts => Texts(texts),
            IEnumerable<TensorSpec> tensors => Texts(tensors.Select(tensor => tensor.ToString())),
            _ => new DefinitionScalar(value.ToString()),
        };

    private static DefinitionScalar Axis(Dimension axis) =>
        new(
            axis.IsKnown ? axis.Value
            : axis.Symbol == "?" ? null
            : axis.Symbol
        );

    private static DefinitionNode Numbers(IReadOnlyList<long> numbers) =>
        numbers.Count == 1
            ? new DefinitionScalar(numbers[0])
            : new DefinitionList([.. numbers.Select(number => new DefinitionScalar(number))]);

    // A number where both ends of every axis are alike; else the text of the pairs.
    private static DefinitionNode Sides(Padding padding)
    {
        string text = padding.ToString();
        return padding.Mode == PaddingMode.Explicit && text.IndexOf(':') < 0
            ? Numbers(Extent.Parse(text).Sizes)
            : new DefinitionScalar(text);
    }

    private static DefinitionList Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => new DefinitionScalar(text))]);

    private static DefinitionMap Tensors(IReadOnlyDictionary<string, StoredTensor> stored) =>
        new([
            .. stored.Select(pair => new DefinitionMember(
                pair.Key,
                pair.Value.DataType is { } type
                    ? new DefinitionMap([
                        Member(nameof(StoredTensor.Name), pair.Value.Name),
                        Member(nameof(StoredTensor.DataType), type.ToString()),
                    ])
                    : new DefinitionScalar(pair.Value.Name)
            )),
        ]);

    private static DefinitionMember Member(string name, object value) => new(name, new DefinitionScalar(value));
}
