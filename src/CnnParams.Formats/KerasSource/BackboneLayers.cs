using CnnParams.Layers;
using CnnParams.Networks;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// How far model.layers of a network of keras.applications can be trusted: the catalogue says which layers there are,
/// but only of some networks in the order of Keras, and of fewer by its names. Of others, what a source does with some
/// layers and not with all may be done with the wrong ones.
/// </summary>
internal sealed class BackboneLayers
{
    private const string WithoutTop = " without top";

    private static readonly HashSet<string> Named = new(StringComparer.Ordinal)
    {
        "VGG16",
        "VGG19",
        "ResNet50",
        "ResNet101",
        "ResNet152",
        "MobileNet" + WithoutTop,
    };

    private static readonly HashSet<string> Ordered = new(StringComparer.Ordinal)
    {
        "ResNet50V2",
        "ResNet101V2",
        "ResNet152V2",
        "DenseNet121",
        "DenseNet169",
        "DenseNet201",
        "InceptionV3",
        "MobileNetV2",
        "NASNetMobile",
        "NASNetLarge",
        "Xception",
    };

    private readonly bool _isOrdered;
    private readonly string _network;
    private readonly HashSet<LayerInstance> _layers;
    private readonly LayerInstance _first;
    private readonly LayerInstance _last;
    private string? _use;
    private bool _isPicked;
    private bool _areNamesRead;
    private bool _areSetOneByOne;

    internal BackboneLayers(string network, bool isOrdered, IEnumerable<LayerInstance> layers)
    {
        (_network, _isOrdered) = (network, isOrdered);
        LayerInstance[] all = [.. layers];
        _layers = [.. all];
        (_first, _last) = (all[0], all[all.Length - 1]);
        foreach (var layer in all)
            layer.ListedIn = this;
    }

    /// <summary>Whether the layers have the names that Keras gives them, in its order.</summary>
    internal static bool AreNamed(string network, bool hasTop) => IsIn(Named, network, hasTop);

    /// <summary>
    /// Whether the layers have the order of Keras: the same class and number of parameters at each place.
    /// </summary>
    internal static bool AreOrdered(string network, bool hasTop) =>
        IsIn(Ordered, network, hasTop) || AreNamed(network, hasTop);

    /// <summary>
    /// The layers of a model for a source; with such a network among them, the list notes what is taken out of it.
    /// </summary>
    internal static PyList Listed(IEnumerable<LayerInstance> layers)
    {
        LayerInstance[] all = [.. layers];
        return Of(all) is { } network ? new NotingList([.. all], network) : new PyList([.. all]);
    }

    /// <summary>
    /// The network that is among the layers of a model; null where there is none, or Keras's list is known.
    /// </summary>
    internal static BackboneLayers? Of(IEnumerable<LayerInstance> layers) =>
        layers.Select(layer => layer.ListedIn).FirstOrDefault(network => network is not null);

    /// <summary>Notes that the source has taken a layer by its name: anything may have been done with it.</summary>
    internal void NotePick(string how)
    {
        _use ??= how;
        _isPicked = true;
    }

    /// <summary>Notes that the source asks for the name of a layer.</summary>
    internal void NoteName() => _areNamesRead = true;

    /// <summary>Notes that the source says of one layer whether it is trained.</summary>
    internal void NoteTrainable() => _areSetOneByOne = true;

    /// <summary>Notes that the source goes on from a layer, which is sure of the last one and the input.</summary>
    internal void NoteTensor(LayerInstance layer, string name)
    {
        if (!_isOrdered && !IsEnd(layer))
            NotePick($"the layer '{name}'");
    }

    /// <summary>Marks what is not exact in a network, and says why; null where all of it is.</summary>
    /// <param name="network">The network, which is another then.</param>
    /// <param name="made">The layers of the source that they were made of, by their names.</param>
    internal string? Mark(ref Network network, IReadOnlyDictionary<string, LayerInstance> made)
    {
        bool IsOwn(Layer layer) => made.TryGetValue(layer.Name, out var maker) && _layers.Contains(maker);
        bool isMixed = _layers.Select(layer => layer.IsTrainable).Distinct().Count() > 1;
        bool isChosen = _areSetOneByOne && (_areNamesRead || (isMixed && !_isOrdered));
        if ((_use is null && !isChosen) || !network.Layers.Any(IsOwn))
            return null;
        string use = _use ?? "what sets 'trainable' of some of them";
        string reason =
            $"Keras may list the layers of {_network} by other names or in another order than the catalogue, so that "
            + $"{use} "
            + "may mean other layers there";
        network = network.With(
            network.Layers.Select(layer =>
                layer is not Input && (_isPicked || IsOwn(layer)) ? layer.Contradicted(reason) : layer
            )
        );
        return reason
            + ": the counts are not exact; model.save('model.keras') in Keras writes a file that Import-CnnModel reads "
            + "exactly, "
            + "and to freeze or train all of the network (trainable = False) is exact here too";
    }

    /// <summary>Notes that the source has taken a layer by its place.</summary>
    internal void NotePlace(string how)
    {
        if (!_isOrdered)
            NotePick(how);
    }

    private void NoteSlice(string how)
    {
        if (!_isOrdered)
            _use ??= how;
    }

    private bool IsEnd(LayerInstance layer) => ReferenceEquals(layer, _first) || ReferenceEquals(layer, _last);

    private static bool IsIn(HashSet<string> networks, string network, bool hasTop) =>
        networks.Contains(network) || (!hasTop && networks.Contains(network + WithoutTop));

    private sealed class NotingList(List<object> items, BackboneLayers layers) : PyList(items)
    {
        public override object GetItem(Interpreter interpreter, object index)
        {
            object value = base.GetItem(interpreter, index);
            if (index is PySlice slice && !IsSure(slice, ((PyList)value).Items))
                layers.NoteSlice("a slice of its layers");
            else if (value is LayerInstance layer && !IsSure(layer, index))
                layers.NotePlace($"layers[{interpreter.Represent(index)}]");
            return value;
        }

        // Layers that were added after the network are sure when they are counted from the end.
        private bool IsSure(LayerInstance layer, object index) =>
            layers.IsEnd(layer) || (index is < 0L && !layers._layers.Contains(layer));

        // So is a slice that ends there, with all or none of the network. One that only happens to take all of it here
        // may not in Keras.
        private bool IsSure(PySlice slice, List<object> taken)
        {
            int own = taken.OfType<LayerInstance>().Count(layers._layers.Contains);
            return slice.Stop is None or < 0L
                && (own == 0 ? slice.Start is < 0L : own == layers._layers.Count && slice.Start is None or 0L);
        }
    }
}
