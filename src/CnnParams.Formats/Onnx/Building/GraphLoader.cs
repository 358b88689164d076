using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>Brings what a graph holds before it runs into its scope: tensors, stated shapes, who reads what.</summary>
internal sealed class GraphLoader(
    ModelFile file,
    Symbols symbols,
    Contradictions contradictions,
    ComputedWeights computed,
    WeightLedger weights
)
{
    /// <summary>Loads a graph.</summary>
    /// <exception cref="Reading.ModelFileException">A tensor cannot be.</exception>
    internal void Load(Schema.Graph graph, GraphScope scope)
    {
        foreach (var tensor in graph.Initializers)
            scope.Set(tensor.Name, Constant(tensor, scope.TensorPath + tensor.Name, isInitializer: true));
        foreach (var sparse in graph.SparseInitializers)
        {
            if (sparse.Values is { } values)
                scope.Set(values.Name, Sparse(sparse, scope.TensorPath + values.Name, isInitializer: true));
        }

        foreach (var info in graph.Values.Concat(graph.Outputs))
        {
            if (symbols.Value(info) is { Shape: not null } stated)
                scope.Stated[info.Name] = stated;
        }

        NoteReaders(graph.Nodes, scope);
        foreach (var output in graph.Outputs)
            scope.NoteReader(output.Name);
    }

    /// <summary>Notes who reads the values of a scope, in graphs within it too.</summary>
    internal static void NoteReaders(IEnumerable<Node> nodes, GraphScope scope)
    {
        foreach (var node in nodes)
        {
            foreach (string input in node.Inputs)
                scope.NoteReader(input, node);
            foreach (var attribute in node.Attributes)
            {
                if (attribute.Graph is not { } inner)
                    continue;
                NoteReaders(inner.Nodes, scope);
                foreach (var output in inner.Outputs)
                    scope.NoteReader(output.Name);
            }
        }
    }

    /// <summary>The value of a Constant node.</summary>
    internal Value Constant(Graph.OnnxNode node, string name)
    {
        if (node.Attribute("value")?.Tensor is { } tensor)
            return Constant(tensor, name, isInitializer: false);
        if (node.Attribute("sparse_value")?.SparseTensor is { } sparse)
            return Sparse(sparse, name, isInitializer: false);
        if (node.Attribute("value_int") is { } whole)
            return OnnxCall.Typed(ElementType.Int64, Shape.Scalar, [whole.I]).AsConstant(null);
        if (node.Attribute("value_ints") is { } list)
            return OnnxCall
                .Typed(ElementType.Int64, new Shape(list.Ints.Count), [.. list.Ints.Select(number => (Number)number)])
                .AsConstant(null);
        if (node.Attribute("value_float") is { } real)
            return OnnxCall.Typed(ElementType.Float, Shape.Scalar, [(double)real.F]).AsConstant(null);
        if (node.Attribute("value_floats") is { } reals)
            return OnnxCall
                .Typed(
                    ElementType.Float,
                    new Shape(reals.Floats.Count),
                    [.. reals.Floats.Select(number => (Number)(double)number)]
                )
                .AsConstant(null);
        var text = node.Attribute("value_strings");
        return OnnxCall
            .Typed(ElementType.String, text is null ? Shape.Scalar : new Shape(text.Strings.Count))
            .AsConstant(null);
    }

    private Value Constant(Tensor tensor, string name, bool isInitializer)
    {
        if (TensorBytes.Contradiction(tensor, name, file) is { } contradiction)
            contradictions.Note(name, contradiction);
        var value = TensorReader.Value(tensor);
        var weight = Weight(name, tensor.Dims, tensor.DataType, isInitializer) with
        {
            Distinct = TensorReader.Distinct(value),
            Sampled = () => TensorReader.Sampled(tensor, file),
        };
        if (isInitializer && computed.Original(name) is { } original)
            weight = weight with { Name = original };
        else
            Hold(weight);
        weights.Show(weight.Name, TensorReader.Numbers(tensor, value, weight.Count, file));
        return value.AsConstant(new WeightSource(weight));
    }

    private Value Sparse(SparseTensor tensor, string name, bool isInitializer)
    {
        int type = tensor.Values?.DataType ?? 0;
        var weight = Weight(name, tensor.Dims, type, isInitializer);
        Hold(weight);
        return OnnxCall
            .Typed((ElementType)type, Shape.Of(weight.Sizes.Select(size => (Size)size)))
            .AsConstant(new WeightSource(weight));
    }

    private void Hold(StoredWeight weight)
    {
        if (weight.ElementType.IsReal() || (weight.ElementType.IsQuantized() && weight.Sizes.Count > 1))
            weights.Hold(weight.Name, [.. weight.Sizes]);
        else
            weights.Allow(weight.Name, [.. weight.Sizes]);
    }

    private StoredWeight Weight(string name, IReadOnlyList<long> sizes, int type, bool isInitializer)
    {
        if (sizes.Count > Shape.MostAxes || sizes.Any(size => size < 0))
            throw file.Damaged(
                $"tensor '{name}' has the axes ({string.Join(",", sizes.Take(8))}); at most {Shape.MostAxes} of 0 or "
                    + "more are possible"
            );
        try
        {
            // The product is that of all sizes even where one is 0: others would be too large for every shape made of
            // it.
            long count = sizes.Where(size => size > 0).Aggregate(1L, (product, size) => checked(product * size));
            return new StoredWeight(name, [.. sizes], sizes.Contains(0) ? 0 : count, (ElementType)type, isInitializer);
        }
        catch (OverflowException exception)
        {
            throw file.Damaged(
                $"tensor '{name}' has the axes ({string.Join(",", sizes.Take(8))}), which are more than 2^63-1 "
                    + "elements",
                inner: exception
            );
        }
    }
}
