using System.Globalization;
using System.Text;
using CnnParams.Formats.Writing;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe.Writing;

/// <summary>
/// A definition of Caffe that is being written. Caffe has channels first; a network that has them last is turned.
/// </summary>
/// <param name="name">The name of the network.</param>
internal sealed class CaffeOutline(string name)
{
    private readonly StringBuilder _layers = new();
    private readonly Dictionary<(WritableLayer, int), string> _tops = [];
    private readonly UniqueNames _names = new();

    /// <summary>The axis in Caffe, which counts the batch, of an axis of a network, counted from 0.</summary>
    internal static int Axis(int axis, TensorShape shape)
    {
        if (!TurnedTensors.IsTurnable(shape))
            return axis + 1;
        return axis == shape.Rank - 1 ? 1 : axis + 2;
    }

    /// <summary>
    /// Goes on if a layer sees values in the order that the network has, which is another one here where channels are
    /// last.
    /// </summary>
    internal static void NeedsOrder(WritableLayer layer) =>
        InexpressibleException.Unless(
            !TurnedTensors.IsTurnable(layer.InputShape),
            "Caffe has channels first, and it works on axes that are in another order there"
        );

    /// <summary>The layer that a layer is.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="type">Caffe's type.</param>
    /// <param name="settings">The message with its settings, or nothing.</param>
    /// <param name="weights">How many blobs of weights it has.</param>
    internal void Add(WritableLayer layer, string type, string settings = "", int weights = 0)
    {
        InexpressibleException.Unless(
            layer.WeightsFrom is null || weights == 0,
            $"it shares the weights of {layer.WeightsFrom}"
        );
        string unique = Unique(layer.Name);
        Write(unique, type, layer.Reads.Select(Top), [unique], Frozen(layer, weights) + settings);
        _tops[(layer, 0)] = unique;
    }

    /// <summary>A layer after the one that a layer is; whoever reads that reads this instead.</summary>
    internal void AddAfter(WritableLayer layer, string suffix, string type, string settings = "", int weights = 0)
    {
        string unique = Unique(layer.Name + suffix);
        Write(unique, type, [_tops[(layer, 0)]], [unique], Frozen(layer, weights) + settings);
        _tops[(layer, 0)] = unique;
    }

    /// <summary>The layer that a layer with several outputs is.</summary>
    internal void AddParts(WritableLayer layer, string type, string settings)
    {
        string unique = Unique(layer.Name);
        string[] tops = [.. layer.OutputShapes.Select((_, i) => Unique(FormattableString.Invariant($"{unique}_{i}")))];
        Write(unique, type, layer.Reads.Select(Top), tops, settings);
        for (int i = 0; i < tops.Length; i++)
            _tops[(layer, i)] = tops[i];
    }

    /// <summary>A layer that passes on what it reads, and is none in Caffe.</summary>
    internal void Pass(WritableLayer layer) => _tops[(layer, 0)] = Top(layer.Reads[0]);

    /// <summary>The text of the definition.</summary>
    internal string Print() => $"name: {Quoted(name)}\n{_layers}";

    private void Write(
        string unique,
        string type,
        IEnumerable<string> bottoms,
        IEnumerable<string> tops,
        string settings
    )
    {
        _layers.Append("layer {\n  name: ").Append(Quoted(unique)).Append("\n  type: \"").Append(type).Append("\"\n");
        foreach (string bottom in bottoms)
            _layers.Append("  bottom: ").Append(Quoted(bottom)).Append('\n');
        foreach (string top in tops)
            _layers.Append("  top: ").Append(Quoted(top)).Append('\n');
        if (settings.Length > 0)
            _layers.Append("  ").Append(settings).Append('\n');
        _layers.Append("}\n");
    }

    private static string Frozen(WritableLayer layer, int weights) =>
        layer.Layer.Trainable || weights == 0
            ? ""
            : string.Concat(Enumerable.Repeat("param { lr_mult: 0 decay_mult: 0 }\n  ", weights));

    // What could not be expressed is reported already; its readers are looked at all the same.
    private string Top(LayerTensor read) =>
        _tops.TryGetValue((read.Layer, read.Output), out string? top) ? top : read.Layer.Name;

    private string Unique(string wanted) => _names.Take(wanted);

    // The text format of protocol buffers takes any byte as an octal number.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\')
                quoted.Append((char)b);
            else
                quoted.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
        }

        return quoted.Append('"').ToString();
    }
}

/// <summary>Settings in the text format of protocol buffers.</summary>
internal static class Prototxt
{
    /// <summary>A message with its fields; nothing where none is given.</summary>
    internal static string Message(string name, params string?[] fields)
    {
        string inner = string.Join(" ", fields.Where(field => field is { Length: > 0 }));
        return inner.Length == 0 ? "" : $"{name} {{ {inner} }}";
    }

    /// <summary>A field with a value for each axis, or one for all.</summary>
    internal static string Each(string name, IReadOnlyList<long> sizes) =>
        sizes.All(size => size == sizes[0])
            ? Field(name, sizes[0])
            : string.Join(" ", sizes.Select(size => Field(name, size)));

    internal static string Field(string name, long value) => $"{name}: {value.ToString(CultureInfo.InvariantCulture)}";

    internal static string Field(string name, double value) =>
        $"{name}: {value.ToString("R", CultureInfo.InvariantCulture)}";

    internal static string Field(string name, bool value) => $"{name}: {(value ? "true" : "false")}";
}
