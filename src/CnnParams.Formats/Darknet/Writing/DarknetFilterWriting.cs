using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Darknet.Writing;

/// <summary>
/// The layers of Darknet with filters or units, whose sections say how they are normalised and activated.
/// </summary>
internal sealed class DarknetFilterWriting : LayerRules<DarknetOutline>
{
    public DarknetFilterWriting()
    {
        For<Convolution>(
            (conv, layer, outline) =>
            {
                InexpressibleException.Unless(
                    conv.Connections is null,
                    "Darknet connects every input channel with every filter"
                );
                Filter(conv, conv.Filters, conv.Groups, "convolutional", layer, outline);
            }
        );
        For<DepthwiseConvolution>(
            (conv, layer, outline) =>
            {
                long channels =
                    conv.InputChannels
                    ?? layer.InputShape.GetChannels().Size
                    ?? throw new InexpressibleException("the input channels are not known");
                Filter(conv, checked(channels * conv.DepthMultiplier), channels, "convolutional", layer, outline);
            }
        );
        For<FullyConnected>(Units);
        For<Dense>(
            (dense, layer, outline) =>
            {
                InexpressibleException.Unless(layer.InputShape.Rank == 1, "Darknet's units see every value");
                Units(dense, layer, outline);
            }
        );
    }

    private static void Units(UnitLayer dense, WritableLayer layer, DarknetOutline outline) =>
        Add("connected", [("output", dense.Units)], dense.UseBias, layer, outline);

    private static void Filter(
        FilterLayer conv,
        long filters,
        long groups,
        string type,
        WritableLayer layer,
        DarknetOutline outline
    )
    {
        InexpressibleException.Unless(conv.SpatialRank == 2, "Darknet has images alone");
        var window = WindowNumbers.Of(conv, layer);
        InexpressibleException.Unless(
            window.IsSymmetric
                && new[] { window.Size, window.Stride, window.Dilation, window.Begin }.All(sizes =>
                    sizes[0] == sizes[1]
                ),
            "Darknet's windows are the same on both axes, and padded alike at both ends"
        );
        // Darknet multiplies the padding by the dilation; a window of one position has none.
        long spread = window.Size[0] == 1 ? 1 : window.Dilation[0];
        InexpressibleException.Unless(
            window.Begin[0] % spread == 0,
            "Darknet pads a dilated window by multiples of the dilation"
        );
        long padding = window.Begin[0] / spread;
        var options = new List<(string, object)>
        {
            ("filters", filters),
            ("size", window.Size[0]),
            ("stride", window.Stride[0]),
        };
        if (padding > 0 && padding == window.Size[0] / 2)
            options.Add(("pad", 1));
        else
            options.Add(("padding", padding));
        if (groups > 1)
            options.Add(("groups", groups));
        if (spread > 1)
            options.Add(("dilation", window.Dilation[0]));
        Add(type, options, conv.UseBias, layer, outline);
    }

    private static void Add(
        string type,
        IEnumerable<(string Name, object Value)> options,
        bool useBias,
        WritableLayer layer,
        DarknetOutline outline
    )
    {
        var next = outline.OnlyReader(layer);
        var norm =
            !useBias
            && next?.Layer
                is BatchNormalization { Scale: true, Center: true, TrackStatistics: true, Axis: null, Trainable: true }
                ? next
                : null;
        InexpressibleException.Unless(useBias || norm is not null, "without a bias, Darknet normalises the output");
        var after = norm is null ? next : outline.OnlyReader(norm);
        string? function = after is null ? null : DarknetOutline.Function(after.Layer);
        var lines = norm is null ? options : options.Prepend(("batch_normalize", 1));
        outline.Add(
            layer,
            type,
            lines.Append(("activation", function ?? "linear")),
            norm,
            function is null ? null : after
        );
    }
}
