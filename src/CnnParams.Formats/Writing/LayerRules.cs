using CnnParams.Layers;
using CnnParams.Writing;

namespace CnnParams.Formats.Writing;

/// <summary>
/// How the layers of a family are written in a format. A family is a class that is found by itself; a layer without a
/// rule is one that the format cannot express.
/// </summary>
/// <typeparam name="TTarget">What takes the layers of the format.</typeparam>
[FoundByItself]
internal abstract class LayerRules<TTarget>
    where TTarget : class
{
    private static readonly Lazy<Dictionary<Type, Action<WritableLayer, TTarget>>> All = new(() =>
        Implementations
            .Of<LayerRules<TTarget>>()
            .SelectMany(family => family._rules)
            .ToDictionary(rule => rule.Key, rule => rule.Value)
    );

    private readonly Dictionary<Type, Action<WritableLayer, TTarget>> _rules = [];

    /// <summary>Writes one layer.</summary>
    /// <exception cref="InexpressibleException">The format has no words for it.</exception>
    internal static void Write(WritableLayer layer, TTarget target)
    {
        if (!All.Value.TryGetValue(layer.Layer.GetType(), out var rule))
            throw new InexpressibleException("the format has no such layer");
        rule(layer, target);
    }

    /// <summary>Writes all layers of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="format">The name of the format, for errors.</param>
    /// <param name="target">What takes the layers.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="ModelWriteException">Some of them cannot be expressed; all of those are named.</exception>
    internal static void WriteAll(
        WritableNetwork network,
        string format,
        TTarget target,
        CancellationToken cancellation
    )
    {
        var failed = new List<InexpressibleLayer>();
        foreach (var layer in network.Layers)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (!network.Network.HasGraph)
                    throw new InexpressibleException("it is not known which layer reads which");
                InexpressibleException.Unless(
                    target is ILayerLayouts || !layer.HasOtherLayout,
                    "it takes the channels to be on another axis than the network has them on"
                );
                Write(layer, target);
            }
            catch (InexpressibleException exception)
            {
                failed.Add(new InexpressibleLayer(layer.Name, layer.Layer.Type, exception.Message));
            }
        }

        if (failed.Count > 0)
            throw new ModelWriteException(network.Name, format, failed);
    }

    /// <summary>The rule of a class of layers.</summary>
    protected void For<TLayer>(Action<TLayer, WritableLayer, TTarget> rule)
        where TLayer : Layer => _rules.Add(typeof(TLayer), (layer, target) => rule((TLayer)layer.Layer, layer, target));
}

/// <summary>What takes the layers of a format in which each layer says where its channels are.</summary>
internal interface ILayerLayouts { }

/// <summary>Something that a format has no words for.</summary>
internal sealed class InexpressibleException(string reason) : Exception(reason)
{
    /// <summary>Goes on if a layer is one that the format can express.</summary>
    /// <exception cref="InexpressibleException">It is not.</exception>
    internal static void Unless(bool expressible, string reason)
    {
        if (!expressible)
            throw new InexpressibleException(reason);
    }
}
