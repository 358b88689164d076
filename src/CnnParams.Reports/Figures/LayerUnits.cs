using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Reports.Figures;

/// <summary>
/// The layers of a network as a figure counts them: an activation, a normalisation or a dropout belongs to the layer
/// before, a flattening to the layer after. Units follow each other in an order in which each comes after what it
/// reads.
/// </summary>
internal sealed class LayerUnits
{
    private readonly NetworkMeasurement _network;
    private readonly Dictionary<int, Unit> _byLayer = [];
    private readonly int[] _readers;

    internal LayerUnits(NetworkMeasurement network)
    {
        _network = network;
        _readers = new int[network.Rows.Count];
        for (int reader = 0; reader < _readers.Length; reader++)
        {
            foreach (
                int layer in network.GetReads(reader).Select(read => read.Layer).Where(layer => layer >= 0).Distinct()
            )
                _readers[layer]++;
        }

        foreach (int layer in network.GetOrder())
            Place(layer);
        All = [.. network.GetOrder().Where(layer => _byLayer[layer].Last == layer).Select(layer => _byLayer[layer])];
    }

    /// <summary>The units in order.</summary>
    internal IReadOnlyList<Unit> All { get; }

    private void Place(int layer)
    {
        var reads = _network.GetReads(layer);
        int before = reads is [{ Layer: >= 0 and var only }] && _readers[only] == 1 ? only : -1;
        var unit = before >= 0 ? _byLayer[before] : null;
        if (unit is null || (!Joins(layer, before) && !unit.IsView))
        {
            unit = new Unit(_network.Rows[layer], layer);
        }
        else
        {
            bool stays = Joins(layer, before);
            unit.Add(layer, stays ? null : _network.Rows[layer]);
        }

        _byLayer[layer] = unit;
    }

    private bool Joins(int layer, int before)
    {
        Layer own = _network.Rows[layer].GetLayer(),
            other = _network.Rows[before].GetLayer();
        return LayerKinds.Of(other) != LayerKind.Input
            && LayerKinds.Of(own) is LayerKind.Activation or LayerKind.Normalization
            && _network.Rows[layer].OutputShape.Equals(_network.Rows[before].OutputShape);
    }
}

/// <summary>A layer with those that belong to it.</summary>
internal sealed class Unit
{
    private readonly List<int> _layers;

    internal Unit(LayerMeasurement main, int layer) => (Main, _layers) = (main, [layer]);

    /// <summary>The layer that it is named for.</summary>
    internal LayerMeasurement Main { get; private set; }

    /// <summary>The layers by number, in order.</summary>
    internal IReadOnlyList<int> Layers => _layers;

    internal int Last => _layers[_layers.Count - 1];

    /// <summary>Whether nothing is done yet but to see the values under another shape.</summary>
    internal bool IsView => Main.GetLayer().IsView;

    /// <summary>The block so many steps down, or the name of the layer.</summary>
    internal string Block(int depth) => LayerPath.Block(Main.Name, depth);

    /// <summary>Its parts that blocks so many steps down keep apart, in order.</summary>
    internal IEnumerable<Unit> Split(IReadOnlyList<LayerMeasurement> rows, int depth)
    {
        // Layers that stand in no block so far down are not apart from each other.
        string[] blocks =
        [
            .. _layers.Select(layer =>
                LayerPath.Block(rows[layer].Name, depth) is var block && block.Length < rows[layer].Name.Length
                    ? block
                    : ""
            ),
        ];
        if (blocks.Distinct().Count() == 1)
            return [this];
        var parts = new List<Unit>();
        for (int i = 0; i < blocks.Length; i++)
        {
            if (i > 0 && blocks[i] == blocks[i - 1])
                parts[parts.Count - 1].Add(_layers[i], rows[_layers[i]] == Main ? Main : null);
            else
                parts.Add(new Unit(rows[_layers[i]], _layers[i]));
        }

        return parts;
    }

    internal void Add(int layer, LayerMeasurement? main)
    {
        _layers.Add(layer);
        Main = main ?? Main;
    }
}
