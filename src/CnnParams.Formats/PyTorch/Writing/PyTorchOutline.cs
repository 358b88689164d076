using System.Text;
using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>
/// A module of PyTorch that is being written. PyTorch works with channels first: a tensor of a network with channels
/// last is turned where a layer needs it, and turned back where a layer needs the network's own order.
/// </summary>
internal sealed class PyTorchOutline
{
    private readonly WritableNetwork _network;
    private readonly ModuleTreeText _modules = new();
    private readonly List<string> _statements = [];
    private readonly List<string> _arguments = [];
    private readonly TurnedTensors _tensors;
    private readonly Dictionary<string, (string Access, string Expression)> _owners = new(StringComparer.Ordinal);
    private readonly UniqueNames _variables = new();
    private readonly HashSet<WritableLayer> _chained = [];
    private readonly List<(string Access, string Expression)> _made = [];
    private int _noted;

    /// <param name="network">The network.</param>
    /// <param name="namesAll">Whether each tensor has a variable of its own, and none is used again.</param>
    internal PyTorchOutline(WritableNetwork network, bool namesAll = false)
    {
        _network = network;
        _tensors = new TurnedTensors(
            (_, name, channelsFirst) => channelsFirst ? $"{name}.movedim(-1, 1)" : $"{name}.movedim(1, -1)",
            (name, turned) =>
                Variable(name + (turned.EndsWith("(-1, 1)", StringComparison.Ordinal) ? "_first" : "_last"), turned)
        );
        // What the next layer alone reads needs no name of its own.
        for (int i = 0; !namesAll && i + 1 < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            if (
                layer.ReadCount == 1
                && layer.Layer is not Input
                && !network.Outputs.Contains(layer)
                && network.Layers[i + 1].Reads.Any(read => read.Layer == layer)
            )
                _chained.Add(layer);
        }
    }

    /// <summary>Where the network has its channels; null where each tensor tells.</summary>
    internal ShapeLayout? Layout => _network.Network.Layout;

    /// <summary>What was written of each layer, in order.</summary>
    internal List<WrittenLayer> Written { get; } = [];

    /// <summary>The variables that the inputs are.</summary>
    internal IReadOnlyList<string> Inputs => _arguments;

    /// <summary>The output of the network.</summary>
    internal IEnumerable<string> Results =>
        _network.Outputs.Select(layer => _tensors.Ordered(new LayerTensor(layer, 0), channelsFirst: false));

    /// <summary>Parts of the file that some layers need.</summary>
    internal PythonParts Parts { get; } = new();

    /// <summary>The module of a layer; the one whose weights it uses, where those are another's.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="expression">What makes the module.</param>
    /// <returns>How the code reaches it.</returns>
    internal string Module(WritableLayer layer, string expression)
    {
        if (!layer.Layer.Trainable)
            expression += ".requires_grad_(False)";
        if (layer.WeightsFrom is { } name && _owners.TryGetValue(name, out var owner))
        {
            InexpressibleException.Unless(
                owner.Expression == expression,
                $"it shares the weights of {name}, whose settings are others"
            );
            return owner.Access;
        }

        string access = _modules.Add(layer.Name, expression);
        _owners[layer.Name] = (access, expression);
        _made.Add((access, expression));
        return access;
    }

    /// <summary>What a layer reads, in the network's own order of axes.</summary>
    internal string Plain(WritableLayer layer, int index = 0) =>
        _tensors.Ordered(layer.Reads[index], channelsFirst: false);

    /// <summary>The output of a layer, in the network's own order of axes.</summary>
    internal string PlainOf(WritableLayer layer) => _tensors.Ordered(new LayerTensor(layer, 0), channelsFirst: false);

    /// <summary>What a layer reads, with channels first.</summary>
    internal string Image(WritableLayer layer, int index = 0) =>
        _tensors.Ordered(layer.Reads[index], channelsFirst: true);

    /// <summary>What a layer reads that works on each value alone, in whatever order it is there.</summary>
    internal TurnedTensor Any(WritableLayer layer, int index = 0) => _tensors.Any(layer.Reads[index]);

    /// <summary>
    /// Whether all that a layer reads are images of one rank, one of which is there with channels first.
    /// </summary>
    internal bool AreImages(WritableLayer layer) => _tensors.AreImages(layer);

    /// <summary>The output of a layer, in the network's own order of axes.</summary>
    internal void Set(WritableLayer layer, string expression) => Set(layer, expression, isTurned: false);

    /// <summary>The output of a layer, with channels first.</summary>
    internal void SetImage(WritableLayer layer, string expression) =>
        Set(layer, expression, TurnedTensors.IsTurnable(layer.OutputShape));

    /// <summary>The output of a layer, in the order of what it reads.</summary>
    internal void SetLike(WritableLayer layer, TurnedTensor read, string expression) =>
        Set(layer, expression, read.IsTurned);

    /// <summary>The several output tensors of a layer, in the order of what it reads.</summary>
    internal void SetParts(WritableLayer layer, bool isTurned, string expression)
    {
        var names = layer
            .OutputShapes.Select(
                (_, i) => Unique(FormattableString.Invariant($"{PythonNames.Identifier(layer.Name)}_{i}"))
            )
            .ToArray();
        for (int i = 0; i < names.Length; i++)
            _tensors.Set(layer, i, names[i], isTurned);
        _statements.Add($"{string.Join(", ", names)}{(names.Length == 1 ? "," : "")} = {expression}");
        Note(layer, names);
    }

    /// <summary>Where data comes in.</summary>
    internal void SetInput(WritableLayer layer)
    {
        string name = Unique(PythonNames.Identifier(layer.Name));
        _arguments.Add(name);
        _tensors.Set(layer, 0, name, false);
    }

    /// <summary>A variable that is in the code already, as the output of a layer that stands for it.</summary>
    internal void SetVariable(WritableLayer layer, string variable) => _tensors.Set(layer, 0, variable, false);

    /// <summary>A variable that nothing else has.</summary>
    internal string Variable(string name, string expression)
    {
        string variable = Unique(PythonNames.Identifier(name));
        _statements.Add($"{variable} = {expression}");
        return variable;
    }

    /// <summary>The number of samples.</summary>
    internal string BatchSize =>
        _network.Layers.FirstOrDefault(layer => layer.Layer is Input) is { } input
            ? $"{_tensors.Any(new LayerTensor(input, 0)).Name}.shape[0]"
            : throw new InexpressibleException("the network has no input that would tell the number of samples");

    /// <summary>The text of the file.</summary>
    internal string Print()
    {
        var inputs = _network.Layers.Where(layer => layer.Layer is Input).ToArray();
        var shapes = inputs.Select(layer =>
            $"{PythonNames.Title(layer.Name)} {PythonNames.Title(layer.OutputShape.ToString())}"
        );
        string results = string.Join(", ", Results);
        string arguments = string.Join(", ", _arguments.Prepend("self"));
        var text = new StringBuilder();
        text.Append(WrittenInput.Line(PythonNames.Title(_network.Name), shapes) + "\n");
        Parts.Print(text);
        text.Append(
            "\n\nclass "
                + PythonNames.Identifier(_network.Name)
                + "(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        );
        _modules.Print(text);
        text.Append("\n    def forward(" + arguments + "):\n");
        foreach (string statement in _statements)
            text.Append("        ").Append(statement).Append('\n');
        return text.Append("        return " + results + "\n").ToString();
    }

    private void Set(WritableLayer layer, string expression, bool isTurned)
    {
        string variable = _chained.Contains(layer) ? "x" : Unique(PythonNames.Identifier(layer.Name));
        _tensors.Set(layer, 0, variable, isTurned);
        if (variable != expression)
            _statements.Add($"{variable} = {expression}");
        Note(layer, [variable]);
    }

    private void Note(WritableLayer layer, string[] variables)
    {
        Written.Add(
            new WrittenLayer(
                layer,
                variables,
                [.. _statements.GetRange(_noted, _statements.Count - _noted)],
                [.. _made]
            )
        );
        _noted = _statements.Count;
        _made.Clear();
    }

    private string Unique(string name) => _variables.Take(name);
}

/// <summary>What was written of a layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Variables">Its outputs.</param>
/// <param name="Statements">The statements that compute it.</param>
/// <param name="Modules">The modules that were made for it: how the code reaches each, and what makes it.</param>
internal sealed record WrittenLayer(
    WritableLayer Layer,
    string[] Variables,
    string[] Statements,
    IReadOnlyList<(string Access, string Expression)> Modules
);
