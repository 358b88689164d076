using System.Globalization;
using System.Xml;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// The .xml of OpenVINO's intermediate representation: layers with the shapes of all that arrives and leaves, and edges
/// between their ports (docs.openvino.ai: operation sets, IR specification). A document type is refused, so that
/// entities cannot be made to grow.
/// </summary>
internal sealed class IrDocument
{
    private const long MostLetters = 512L << 20;

    private const int MostAxes = 32;

    // Bodies of loops within bodies of loops.
    private const int MostDepth = 256;

    private readonly ModelFile _file;
    private readonly XmlReader _xml;
    private readonly CancellationToken _cancellation;

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

    /// <summary>The layers, by their numbers, in the file's order.</summary>
    internal List<IrLayer> Layers { get; } = [];

    /// <summary>What each input port reads: layer and port.</summary>
    internal Dictionary<(string Layer, string Port), (string Layer, string Port)> Edges { get; } = [];

    /// <summary>Whether the content begins as such a document does.</summary>
    internal static bool IsAtStartOf(ModelFile file)
    {
        string head = System.Text.Encoding.UTF8.GetString(file.Head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        int net = head.IndexOf("<net ", StringComparison.Ordinal);
        return head.StartsWith("<", StringComparison.Ordinal) && net >= 0 && (net == 0 || head.StartsWith("<?xml", StringComparison.Ordinal));
    }

    /// <summary>Reads a document.</summary>
    internal static IrDocument Read(ModelFile file, CancellationToken cancellation)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostLetters, IgnoreComments = true, IgnoreWhitespace = true, CloseInput = false,
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
            throw file.Damaged($"line {exception.LineNumber}: its XML is broken: {exception.Message}", inner: exception);
        }
    }

    private void ReadNet()
    {
        _xml.MoveToContent();
        if (_xml.Name != "net")
            throw _file.Damaged($"its XML is of a '{_xml.Name}' and not of a 'net', as OpenVINO's is");
        Name = _xml.GetAttribute("name") ?? "";
        Version = long.TryParse(_xml.GetAttribute("version"), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;
        if (Version < 10)
            throw _file.Unsupported($"the representation is of version {Version}; 10 and 11, of OpenVINO 2020.1 and later, are read");

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
                Layers.Add(layer = ReadLayer());
            else if (_xml.Depth == 2 && _xml.Name == "edge")
                ReadEdge();
            else if (layer is not null && _xml.Depth > 2)
                ReadWithin(layer);
        }
    }

    private IrLayer ReadLayer() => new(Attribute("id"), Attribute("name"), Attribute("type"));

    private void ReadEdge() => Edges[(Attribute("to-layer"), Attribute("to-port"))] = (Attribute("from-layer"), Attribute("from-port"));

    private void ReadWithin(IrLayer layer)
    {
        switch (_xml.Name)
        {
            case "data" when _xml.Depth == 3:
                ReadAttributes(layer.Data);
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
        if (!long.TryParse(_xml.Value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long size))
            size = -1;
        var sizes = ports[ports.Count - 1].Sizes;
        if (sizes.Count == MostAxes)
            throw Wrong($"a port has more than {MostAxes} axes");
        sizes.Add(size >= 0 ? size : null);
    }

    private string Attribute(string name) => _xml.GetAttribute(name) ?? throw Wrong($"'{_xml.Name}' has no attribute '{name}'");

    private Reading.ModelFileException Wrong(string message) => _file.Damaged(_xml is IXmlLineInfo place ? $"line {place.LineNumber}: {message}" : message);
}

/// <summary>A layer of the representation.</summary>
internal sealed class IrLayer(string id, string name, string type)
{
    internal string Id { get; } = id;

    internal string Name { get; } = name;

    internal string Type { get; } = type;

    /// <summary>Its settings.</summary>
    internal Dictionary<string, string> Data { get; } = new(StringComparer.Ordinal);

    internal List<IrPort> Inputs { get; } = [];

    internal List<IrPort> Outputs { get; } = [];

    /// <summary>The layers of the body, of a loop.</summary>
    internal List<IrLayer> Body { get; } = [];

    /// <summary>Which of both a port belongs to while the layer is read.</summary>
    internal bool IsInOutput { get; set; }
}

/// <summary>A port: where a tensor arrives or leaves.</summary>
internal sealed class IrPort(string id, string precision)
{
    internal string Id { get; } = id;

    internal string Precision { get; } = precision;

    /// <summary>The sizes of the axes, the batch among them; null for an open one.</summary>
    internal List<long?> Sizes { get; } = [];
}
