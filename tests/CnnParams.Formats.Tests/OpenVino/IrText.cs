using System.Globalization;

namespace CnnParams.Formats.Tests.OpenVino;

/// <summary>
/// Writes representations of version 11: constants without a .bin file, and layers that read what is there.
/// </summary>
internal sealed class IrText
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly List<string> _layers = [];
    private readonly List<string> _edges = [];
    private readonly List<string> _shapes = [];
    private readonly List<int> _outputs = [];
    private long _place;

    /// <summary>Adds a layer.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="shape">The sizes of its output, with commas between them.</param>
    /// <param name="reads">What it reads: numbers of layers.</param>
    /// <param name="data">Its settings.</param>
    /// <returns>Its number.</returns>
    internal int Add(string type, string shape, int[] reads, string data = "")
    {
        int number = _layers.Count;
        string inputs = string.Concat(reads.Select((read, port) => Port(port, _shapes[read])));
        _layers.Add(
            $"<layer id=\"{number}\" name=\"{type}_{number}\" type=\"{type}\"><data {data}/>"
                + $"<input>{inputs}</input><output>{Port(reads.Length, shape)}</output></layer>"
        );
        for (int port = 0; port < reads.Length; port++)
        {
            int from = _outputs[reads[port]];
            _edges.Add(
                $"<edge from-layer=\"{reads[port]}\" from-port=\"{from}\" to-layer=\"{number}\" to-port=\"{port}\"/>"
            );
        }

        _shapes.Add(shape);
        _outputs.Add(reads.Length);
        return number;
    }

    /// <summary>Adds a constant of real numbers, or of whole ones.</summary>
    internal int Constant(string shape, bool isWhole = false)
    {
        long bytes = shape.Split(',').Aggregate(isWhole ? 8L : 4, (all, size) => all * long.Parse(size, Invariant));
        string data =
            $"element_type=\"{(isWhole ? "i64" : "f32")}\" shape=\"{shape}\" offset=\"{_place}\" size=\"{bytes}\"";
        _place += bytes;
        return Add("Const", shape, [], data);
    }

    /// <summary>The text.</summary>
    public override string ToString() =>
        $"<net name=\"net\" version=\"11\"><layers>{string.Concat(_layers)}</layers>"
        + $"<edges>{string.Concat(_edges)}</edges></net>";

    private static string Port(int number, string shape) =>
        $"<port id=\"{number}\">{string.Concat(shape.Split(',').Select(size => $"<dim>{size}</dim>"))}</port>";
}
