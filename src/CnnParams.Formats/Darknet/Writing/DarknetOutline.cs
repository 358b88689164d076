using System.Globalization;
using System.Text;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Darknet.Writing;

/// <summary>
/// A .cfg file that is being written. A section reads the one before it; what a layer reads else comes by a route. A
/// normalisation and an activation after a layer with filters are lines of its section.
/// </summary>
internal sealed class DarknetOutline
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["linear"] = "linear",
        ["relu"] = "relu",
        ["relu6"] = "relu6",
        ["leaky_relu"] = "leaky",
        ["sigmoid"] = "logistic",
        ["tanh"] = "tanh",
        ["elu"] = "elu",
        ["selu"] = "selu",
        ["silu"] = "swish",
        ["mish"] = "mish",
    };

    private const int NetworkInput = -1;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<(WritableLayer, int), int> _sections = [];
    private readonly Dictionary<WritableLayer, WritableLayer> _onlyReaders = [];
    private int _last = NetworkInput;

    internal DarknetOutline(WritableNetwork network)
    {
        foreach (var layer in network.Layers)
        {
            foreach (
                var read in layer.Reads.Where(read =>
                    read.Layer.ReadCount == 1 && !network.Outputs.Contains(read.Layer)
                )
            )
                _onlyReaders[read.Layer] = layer;
        }
    }

    /// <summary>Darknet's name of a function; null where it has none.</summary>
    internal static string? Function(Layer layer) =>
        layer is Activation { Axis: null } activation && Functions.TryGetValue(activation.Function, out string? name)
            ? name
            : null;

    /// <summary>Whether a layer has become lines of a section before.</summary>
    internal bool IsWritten(WritableLayer layer) => _sections.ContainsKey((layer, 0));

    /// <summary>The layer that alone reads another; null where there are none or several.</summary>
    internal WritableLayer? OnlyReader(WritableLayer layer) =>
        _onlyReaders.TryGetValue(layer, out var reader) ? reader : null;

    /// <summary>The section that all is measured by: the size of an image.</summary>
    internal void AddNetwork(WritableLayer input)
    {
        InexpressibleException.Unless(_text.Length == 0, "Darknet has one input");
        var shape = input.OutputShape;
        InexpressibleException.Unless(
            shape.IsKnown && shape.Rank is 1 or 3,
            $"Darknet reads images and vectors, and not {shape}"
        );
        _text.Append("[net]\nbatch=1\n");
        if (shape.Rank == 1)
            Lines([("inputs", shape.Dimensions[0].Value)]);
        else
            Lines([
                ("height", shape.Spatial(0).Value),
                ("width", shape.Spatial(1).Value),
                ("channels", shape.GetChannels().Value),
            ]);
        _sections[(input, 0)] = NetworkInput;
    }

    /// <summary>A section that a layer is, and those after it that become lines of it.</summary>
    internal void Add(
        WritableLayer layer,
        string type,
        IEnumerable<(string Name, object Value)> options,
        params WritableLayer?[] within
    )
    {
        InexpressibleException.Unless(layer.WeightsFrom is null, $"it shares the weights of {layer.WeightsFrom}");
        InexpressibleException.Unless(
            layer.Layer.Trainable || layer.Layer.Weights(layer.Inputs) is { Count: 0 },
            "Darknet trains all weights"
        );
        Follow(SectionOf(layer.Reads[0]));
        Section(type, options);
        _sections[(layer, 0)] = _last;
        foreach (var inner in within.OfType<WritableLayer>())
            _sections[(inner, 0)] = _last;
    }

    /// <summary>A layer that changes no value, and is none in Darknet.</summary>
    internal void Pass(WritableLayer layer) => _sections[(layer, 0)] = SectionOf(layer.Reads[0]);

    /// <summary>Sections joined along their channels, or parts of one.</summary>
    internal void AddRoute(WritableLayer layer, int output, IEnumerable<(string Name, object Value)> options)
    {
        int[] sections = [.. layer.Reads.Select(SectionOf)];
        InexpressibleException.Unless(!sections.Contains(NetworkInput), "Darknet's routes do not begin at the input");
        Section(
            "route",
            options.Prepend(
                ("layers", string.Join(",", sections.Select(section => section.ToString(CultureInfo.InvariantCulture))))
            )
        );
        _sections[(layer, output)] = _last;
    }

    /// <summary>The sum of two sections.</summary>
    internal void AddShortcut(WritableLayer layer, string activation, WritableLayer? within)
    {
        int[] sections = [.. layer.Reads.Select(SectionOf)];
        InexpressibleException.Unless(
            sections.Length == 2 && !sections.Contains(NetworkInput),
            "Darknet adds two sections"
        );
        int from = sections[0] == _last ? sections[1] : sections[0];
        Follow(sections[0] == _last ? sections[0] : sections[1]);
        Section("shortcut", [("from", from.ToString(CultureInfo.InvariantCulture)), ("activation", activation)]);
        _sections[(layer, 0)] = _last;
        if (within is not null)
            _sections[(within, 0)] = _last;
    }

    /// <summary>The text of the file.</summary>
    internal string Print() => _text.ToString();

    // A section reads the one before it.
    private void Follow(int section)
    {
        if (section == _last)
            return;
        InexpressibleException.Unless(section != NetworkInput, "Darknet's first section alone reads the input");
        Section("route", [("layers", section.ToString(CultureInfo.InvariantCulture))]);
    }

    private void Section(string type, IEnumerable<(string Name, object Value)> options)
    {
        _text.Append("\n[").Append(type).Append("]\n");
        Lines(options);
        _last++;
    }

    private void Lines(IEnumerable<(string Name, object Value)> options)
    {
        foreach (var (name, value) in options)
            _text.Append(name).Append('=').Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
    }

    // What could not be expressed is reported already; its readers are looked at all the same.
    private int SectionOf(LayerTensor read) =>
        _sections.TryGetValue((read.Layer, read.Output), out int section) ? section : _last;
}
