using CnnParams.Shapes;

namespace CnnParams.Formats.Writing;

/// <summary>
/// The tensors of a network in a framework that works with channels first. One of a network with channels last is
/// turned where a layer needs it, and turned back where a layer needs the network's own order.
/// </summary>
/// <param name="turn">Turns a tensor: its shape here, its name, and whether its channels go to the front.</param>
/// <param name="keep">Gives what was turned a name, when several layers read it.</param>
internal sealed class TurnedTensors(Func<TensorShape, string, bool, string> turn, Func<string, string, string> keep)
{
    private readonly Dictionary<(WritableLayer, int), TurnedTensor> _tensors = [];

    /// <summary>Whether a tensor has another order with channels first.</summary>
    internal static bool IsTurnable(TensorShape shape) => shape.Layout == ShapeLayout.ChannelsLast && shape.Rank > 1;

    /// <summary>The tensor that is read, in whatever order it is there.</summary>
    internal TurnedTensor Any(LayerTensor read) =>
        // What could not be expressed is reported already; its readers are looked at all the same.
        _tensors.TryGetValue((read.Layer, read.Output), out var tensor)
            ? tensor
            : new TurnedTensor("x", false);

    /// <summary>The tensor that is read, in the network's own order of axes or with channels first.</summary>
    internal string Ordered(LayerTensor read, bool channelsFirst)
    {
        var tensor = Any(read);
        if (tensor.IsTurned == channelsFirst || !IsTurnable(read.Shape))
            return tensor.Name;
        string turned = turn(read.Shape, tensor.Name, channelsFirst);
        if (read.Layer.ReadCount <= 1)
            return turned;

        // Turned once, and from now on there in that order.
        string name = keep(tensor.Name, turned);
        _tensors[(read.Layer, read.Output)] = new TurnedTensor(name, channelsFirst);
        return name;
    }

    /// <summary>
    /// Whether all that a layer reads are images of one rank, one of which is there with channels first.
    /// </summary>
    internal bool AreImages(WritableLayer layer) =>
        layer.Reads.All(read => read.Shape.Rank > 1 && read.Shape.Rank == layer.InputShape.Rank)
        && layer.Reads.Any(read => Any(read).IsTurned);

    /// <summary>The output of a layer.</summary>
    internal void Set(WritableLayer layer, int output, string name, bool isTurned) =>
        _tensors[(layer, output)] = new TurnedTensor(name, isTurned);
}

/// <summary>A tensor as it is there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsTurned">Whether its channels are first, though those of the network are last.</param>
internal sealed record TurnedTensor(string Name, bool IsTurned);
