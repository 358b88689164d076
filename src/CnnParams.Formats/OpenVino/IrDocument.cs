using System.Globalization;
using System.Xml;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// The .xml of OpenVINO's intermediate representation: layers with the shapes of all inputs and outputs, and edges
/// between their ports (docs.openvino.ai: operation sets, IR specification). Up to version 7 the places of the weights
/// stand in the layers. A document type is refused, so that entities cannot be made to grow.
/// </summary>
internal sealed class IrDocument
{
    private const long MostLetters = 512L << 20;

    private const int MostAxes = 32;

    // Bodies of loops within bodies of loops.
    private const int MostDepth = 256;

    // Parts of a layer; what else stands there up to version 7 are its settings, under a name that has changed.
    private static readonly HashSet<string> Parts = new(StringComparer.Ordinal)
    {
        "input",
        "output",
        "blobs",
        "weights",
        "biases",
        "body",
        "port_map",
        "back_edges",
        "rt_info",
    };

    private readonly ModelFile _file;
    private readonly XmlReader _xml;
    private readonly CancellationToken _cancellation;
    private string _precision = "";
    private int _blobs = MostDepth;

    private IrDocument(ModelFile file, XmlReader xml, CancellationToken cancellation)
    {
        _file = file;
        _xml = xml;
        _cancellation = cancellation;
    }

    /// <summary>The name of the network.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>The version of the representation.</summary>
    internal long Version { get; private set; }

    /// <summary>The layers, each after those that it reads; else in the file's order.</summary>
    internal IReadOnlyList<IrLayer> Layers { get; private set; } = [];

    /// <summary>
    /// Whether the weights are blobs of their layers, as up to version 7, and not constants that these read.
    /// </summary>
    internal bool HasBlobs => Version < 10;

    /// <summary>What data comes in by.</summary>
    internal IEnumerable<IrPort> Inputs =>
        Layers.Where(layer => layer.Type is "Parameter" or "Input").SelectMany(layer => layer.Outputs.Take(1));

    /// <summary>What each input port reads: layer and port.</summary>
    internal Dictionary<(string Layer, string Port), (string Layer, string Port)> Edges { get; } = [];

    /// <summary>Whether the content begins as such a document does.</summary>
    internal static bool IsAtStartOf(ModelFile file)
    {
        string head = System.Text.Encoding.UTF8.GetString(file.Head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        int net = head.IndexOf("<net ", StringComparison.Ordinal);
        return head.StartsWith("<", StringComparison.Ordinal)
            && net >= 0
            && (net == 0 || head.StartsWith("<?xml", StringComparison.Ordinal));
    }

    /// <summary>Reads a document.</summary>
    internal static IrDocument Read(ModelFile file, CancellationToken cancellation)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostLetters,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            CloseInput = false,
        };
        try
        {
            using var xml = XmlReader.Create(file.Open(), settings);
            var document = new IrDocument(file, xml, cancellation);
            document.ReadNet();
            return document;
        }
        catch (XmlException exception)
        {
            throw file.Damaged(
                $"line {exception.LineNumber}: its XML is broken: {exception.Message}",
                inner: exception
            );
        }
    }

    private void ReadNet()
    {
        _xml.MoveToContent();
        if (_xml.Name != "net")
            throw _file.Damaged($"its XML is of a '{_xml.Name}' and not of a 'net', as OpenVINO's is");
        Name = _xml.GetAttribute("name") ?? "";
        Version = long.TryParse(
            _xml.GetAttribute("version"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long version
        )
            ? version
            : 0;
        if (Version is not ((>= 2 and <= 7) or 10 or 11))
            throw _file.Unsupported(
                $"the representation is of version {Version}; 2 to 7, of OpenVINO 2018 and 2019, and 10 and 11, of "
                    + "2020.1 and later, are read"
            );
        _precision = _xml.GetAttribute("precision") ?? "";

        var layers = new List<IrLayer>();
        IrLayer? layer = null;
        while (_xml.Read())
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_xml.Depth > MostDepth)
                throw Wrong($"elements are nested more than {MostDepth} deep");
            if (_xml.NodeType != XmlNodeType.Element)
                continue;
            // net/layers/layer and net/edges/edge; those of a loop's body lie deeper.
            if (_xml.Depth == 2 && _xml.Name == "layer")
                layers.Add(layer = ReadLayer());
            else if (_xml.Depth == 2 && _xml.Name == "edge")
                ReadEdge();
            else if (layer is not null && _xml.Depth > 2)
                ReadWithin(layer);
        }

        Layers = IrOrder.Of(layers, Edges, _file);
    }

    private IrLayer ReadLayer() =>
        new(Attribute("id"), Attribute("name"), Attribute("type"), _xml.GetAttribute("precision") ?? _precision);

    private void ReadEdge() =>
        Edges[(Attribute("to-layer"), Attribute("to-port"))] = (Attribute("from-layer"), Attribute("from-port"));

    private void ReadWithin(IrLayer layer)
    {
        if (_xml.Depth <= _blobs)
            _blobs = MostDepth;
        if (HasBlobs && (_xml.Depth == _blobs + 1 || (_xml.Depth == 3 && _xml.Name is "weights" or "biases")))
        {
            Innermost(layer).Blobs[_xml.Name] = new IrBlob(
                _xml.GetAttribute("precision") ?? Innermost(layer).Precision,
                Whole("offset"),
                Whole("size")
            );
            return;
        }

        switch (_xml.Name)
        {
            case var name when _xml.Depth == 3 && (name == "data" || (HasBlobs && !Parts.Contains(name))):
                ReadAttributes(layer.Data);
                break;
            case "blobs":
                _blobs = _xml.Depth;
                break;
            case "port" when _xml.Depth == 4:
                var port = new IrPort(Attribute("id"), _xml.GetAttribute("precision") ?? "");
                (layer.IsInOutput ? layer.Outputs : layer.Inputs).Add(port);
                break;
            case "input" when _xml.Depth == 3:
                layer.IsInOutput = false;
                break;
            case "output" when _xml.Depth == 3:
                layer.IsInOutput = true;
                break;
            case "dim" when _xml.Depth == 5:
                ReadSize(layer);
                break;
            case "layer":
                // Of a body: its weights are those of the loop.
                layer.Body.Add(ReadLayer());
                break;
            case "data" when layer.Body.Count > 0:
                ReadAttributes(layer.Body[layer.Body.Count - 1].Data);
                break;
        }
    }

    // Of a loop's body, the layer that is being read.
    private static IrLayer Innermost(IrLayer layer) => layer.Body.Count > 0 ? layer.Body[layer.Body.Count - 1] : layer;

    private long Whole(string name) =>
        long.TryParse(Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Wrong($"'{_xml.Name}' has {name}=\"{Attribute(name)}\", which is no number of bytes");

    private void ReadAttributes(Dictionary<string, string> into)
    {
        for (bool more = _xml.MoveToFirstAttribute(); more; more = _xml.MoveToNextAttribute())
            into[_xml.Name] = _xml.Value;
        _xml.MoveToElement();
    }

    private void ReadSize(IrLayer layer)
    {
        var ports = layer.IsInOutput ? layer.Outputs : layer.Inputs;
        if (ports.Count == 0 || _xml.IsEmptyElement || !_xml.Read() || _xml.NodeType != XmlNodeType.Text)
            throw Wrong("a 'dim' without a number");
        if (
            !long.TryParse(
                _xml.Value.Trim(),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out long size
            )
        )
            size = -1;
        var sizes = ports[ports.Count - 1].Sizes;
        if (sizes.Count == MostAxes)
            throw Wrong($"a port has more than {MostAxes} axes");
        sizes.Add(size >= 0 ? size : null);
    }

    private string Attribute(string name) =>
        _xml.GetAttribute(name) ?? throw Wrong($"'{_xml.Name}' has no attribute '{name}'");

    private Reading.ModelFileException Wrong(string message) =>
        _file.Damaged(_xml is IXmlLineInfo place ? $"line {place.LineNumber}: {message}" : message);
}
