using System.Text.Json.Nodes;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Keras.Writing;

/// <summary>keras.layers: normalisations.</summary>
internal sealed class KerasNormalizationWriting : LayerRules<KerasOutline>
{
    private const string KeepsNoStatistics = "Keras keeps no running statistics there";

    public KerasNormalizationWriting()
    {
        For<BatchNormalization>(
            (norm, layer, outline) =>
            {
                InexpressibleException.Unless(norm.TrackStatistics, "Keras always keeps running statistics");
                outline.Add(layer, "BatchNormalization", Learned(norm, norm.Axis ?? ChannelAxis(layer)));
            }
        );
        For<LayerNormalization>(
            (norm, layer, outline) =>
            {
                long[] axes =
                    norm.NormalizedShape.Count > 0
                        ?
                        [
                            .. Enumerable
                                .Range(
                                    layer.InputShape.Rank - norm.NormalizedShape.Count + 1,
                                    norm.NormalizedShape.Count
                                )
                                .Select(axis => (long)axis),
                        ]
                    : norm.Axis.Count > 0 ? [.. norm.Axis]
                    : [-1];
                var axis = KerasConfigs.List(axes);
                if (!norm.IsRootMeanSquare)
                {
                    outline.Add(layer, "LayerNormalization", Learned(norm, axis));
                }
                else if (norm.Scale)
                {
                    outline.Need("3.9.0");
                    outline.Add(layer, "RMSNormalization", new JsonObject { ["axis"] = axis });
                }
                else
                {
                    outline.Add(layer, "UnitNormalization", new JsonObject { ["axis"] = axis });
                }
            }
        );
        For<GroupNormalization>((norm, layer, outline) => Grouped(norm, norm.Groups, layer, outline));
        For<InstanceNormalization>(
            (norm, layer, outline) =>
            {
                InexpressibleException.Unless(!norm.TrackStatistics, KeepsNoStatistics);
                Grouped(
                    norm,
                    layer.InputShape.GetChannels().Size ?? throw new InexpressibleException("its channels are open"),
                    layer,
                    outline
                );
            }
        );
        For<Normalization>(
            (norm, layer, outline) =>
            {
                var config = new JsonObject { ["axis"] = KerasConfigs.List(norm.Axis) };
                if (norm.Fixed)
                    (config["mean"], config["variance"]) = (0.0, 1.0);
                outline.Add(layer, "Normalization", config);
            }
        );
    }

    private static void Grouped(NormalizationLayer norm, long groups, WritableLayer layer, KerasOutline outline)
    {
        var config = Learned(norm, ChannelAxis(layer));
        config["groups"] = groups;
        outline.Add(layer, "GroupNormalization", config);
    }

    private static JsonObject Learned(NormalizationLayer norm, JsonNode axis) =>
        new()
        {
            ["axis"] = axis,
            ["center"] = norm.Center,
            ["scale"] = norm.Scale,
        };

    private static JsonNode ChannelAxis(WritableLayer layer) =>
        layer.InputShape.Rank > 1 && KerasOutline.DataFormat(layer) == "channels_first" ? 1 : -1;
}
