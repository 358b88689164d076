using System.Globalization;

namespace CnnParams.Formats.OpenVino;

/// <summary>
/// Which tensors of a representation are computed from data, and which are constants or made of constants and shapes
/// alone: weights that are converted or unpacked, and the numbers that shapes are put together of.
/// </summary>
internal sealed class IrValues
{
    private readonly IrDocument _document;
    private readonly ModelFile _file;
    private readonly Dictionary<string, IrConstant?> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<IrLayer>> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _merged = new(StringComparer.Ordinal);

    internal IrValues(IrDocument document, ModelFile file)
    {
        _document = document;
        _file = file;
        Numbers = file.Beside(file.Name + ".bin");
        foreach (var layer in document.Layers)
        {
            if (layer.Type == "Const")
                AddConstant(layer, IrConstant.Read(layer, file));
            else if (
                layer.Type is "ShapeOf" or "Shape"
                || (layer.Inputs.Count > 0 && layer.Inputs.TrueForAll(port => IsConstant(layer, port)))
            )
                AddConstant(
                    layer,
                    layer
                        .Inputs.Select(port => ConstantOf(layer, port))
                        .OrderByDescending(constant => constant?.Tensor.Count ?? 0)
                        .FirstOrDefault()
                );
            foreach (var port in layer.Inputs)
                ReadersOf(Source(layer, port)).Add(layer);
        }
    }

    /// <summary>
    /// Whether units without a bias are written with zeros, as in version 7, and there are no numbers to see it by.
    /// </summary>
    internal bool HidesZeros => _document.Version == 7 && Numbers is null;

    /// <summary>The .bin file beside, in which the numbers are; null where it is not there.</summary>
    internal string? Numbers { get; }

    /// <summary>The constants of the file, and the blobs of its layers.</summary>
    internal IEnumerable<IrConstant> Constants =>
        _document
            .Layers.Where(layer => layer.Type == "Const")
            .Select(layer => _constants[TensorOf(layer.Id, layer.Outputs.Count > 0 ? layer.Outputs[0].Id : "0")]!)
            .Concat(
                _document
                    .Layers.SelectMany(layer => layer.Body.Prepend(layer))
                    .Where(layer => layer.Type != "Const")
                    .SelectMany(layer => layer.Blobs.Keys, IrConstant.Of)
                    .OfType<IrConstant>()
            );

    /// <summary>
    /// Constants that are no weights: what packed weights are unpacked by, the ranges of a quantisation, and what an
    /// image is resized by.
    /// </summary>
    internal IEnumerable<IrConstant> Settings => _document.Layers.SelectMany(SettingsOf);

    /// <summary>Blobs of layers whose numbers are of a type that is not known: their names and their bytes.</summary>
    internal IEnumerable<(string Name, long Bytes)> UnknownBlobs =>
        _document
            .Layers.SelectMany(layer => layer.Body.Prepend(layer))
            .SelectMany(layer => layer.Blobs, (layer, blob) => (Layer: layer, Name: blob.Key, blob.Value.Size))
            .Where(blob => blob.Name != "custom" && IrConstant.Of(blob.Layer, blob.Name) is null)
            .Select(blob => ($"{blob.Layer.Name}/{blob.Name}, in bytes", blob.Size));

    /// <summary>The constants within the bodies of loops.</summary>
    internal IEnumerable<IrConstant> InnerConstants =>
        _document
            .Layers.SelectMany(layer => layer.Body)
            .Where(layer => layer.Type == "Const")
            .Select(layer => IrConstant.Read(layer, _file));

    /// <summary>The name of a tensor: the layer and the port that it leaves by.</summary>
    internal static string TensorOf(string layer, string port) => $"{layer}:{port}";

    /// <summary>Whether a layer is made of constants alone, and no layer of the network.</summary>
    internal bool IsConstant(IrLayer layer) =>
        layer.Outputs.Count > 0 && _constants.ContainsKey(TensorOf(layer.Id, layer.Outputs[0].Id));

    /// <summary>Whether the input at a port is.</summary>
    internal bool IsConstant(IrLayer layer, IrPort port) => _constants.ContainsKey(Source(layer, port));

    /// <summary>The constant of the file that it is made of; null where there is none.</summary>
    internal IrConstant? ConstantOf(IrLayer layer, IrPort port) =>
        _constants.TryGetValue(Source(layer, port), out var constant) ? constant : null;

    /// <summary>The tensors that a layer reads and that are computed.</summary>
    internal IEnumerable<string> ComputedInputs(IrLayer layer) =>
        layer.Inputs.Select(port => Source(layer, port)).Where(source => !_constants.ContainsKey(source));

    /// <summary>The order that a layer puts axes into, where it is written in it or in the .bin file.</summary>
    internal IReadOnlyList<long>? OrderOf(IrLayer layer)
    {
        if (layer.Type is not ("Transpose" or "Permute"))
            return null;
        long[] written =
            layer.Data.TryGetValue("order", out string? text)
                ?
                [
                    .. text.Split(',')
                        .Select(part =>
                            long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long axis)
                                ? axis
                                : -1
                        ),
                ]
            : layer.Inputs.Count > 1 ? ConstantOf(layer, layer.Inputs[1])?.Wholes(Numbers) ?? []
            : [];
        return written.Length == layer.Inputs[0].Sizes.Count ? written : null;
    }

    /// <summary>Whether a layer reads an output port.</summary>
    internal bool IsRead(IrLayer layer, IrPort port) => _readers.ContainsKey(TensorOf(layer.Id, port.Id));

    /// <summary>Whether an addition has become the bias of the layer before.</summary>
    internal bool IsMerged(IrLayer layer) => _merged.Contains(layer.Id);

    /// <summary>
    /// Makes the addition right after a layer its bias: of one number for each unit, and where nobody else reads.
    /// </summary>
    /// <returns>The bias; null where there is none.</returns>
    internal IrConstant? TakeBias(IrLayer layer, long units)
    {
        if (
            !_readers.TryGetValue(TensorOf(layer.Id, layer.Outputs[0].Id), out var readers)
            || readers is not [{ Type: "Add" } adder]
        )
            return null;
        var bias = adder
            .Inputs.Select(port => ConstantOf(adder, port))
            .FirstOrDefault(constant => constant?.Tensor.Count == units);
        return bias is not null && _merged.Add(adder.Id) ? bias : null;
    }

    private IEnumerable<IrConstant> SettingsOf(IrLayer layer)
    {
        IrConstant?[] read = [.. layer.Inputs.Select(port => ConstantOf(layer, port))];
        return (
            layer.Type switch
            {
                "FakeQuantize" or "Interpolate" => read.Skip(1),
                "Subtract" or "Multiply" or "Divide" when IsConstant(layer) && Array.Exists(read, IsPacked) =>
                    read.Where(constant => !IsPacked(constant)),
                _ => [],
            }
        ).OfType<IrConstant>();
    }

    private static bool IsPacked(IrConstant? constant) => constant is { IsReal: true, Tensor.Type.Bits: <= 8 };

    private void AddConstant(IrLayer layer, IrConstant? constant)
    {
        foreach (string port in layer.Outputs.Count > 0 ? layer.Outputs.Select(port => port.Id) : ["0"])
            _constants[TensorOf(layer.Id, port)] = constant;
    }

    private List<IrLayer> ReadersOf(string tensor)
    {
        if (!_readers.TryGetValue(tensor, out var readers))
            _readers.Add(tensor, readers = []);
        return readers;
    }

    private string Source(IrLayer layer, IrPort port) =>
        _document.Edges.TryGetValue((layer.Id, port.Id), out var from)
            ? TensorOf(from.Layer, from.Port)
            : throw _file.Damaged($"no edge leads to port {port.Id} of the layer '{layer.Name}'");
}
