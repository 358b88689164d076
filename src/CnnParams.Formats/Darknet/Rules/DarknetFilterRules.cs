using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet;

/// <summary>
/// Sections with filters or units. Where batch_normalize is 1 what would be the bias is the offset of the batch norm,
/// so that the convolution has none; padding is padding=, or half of the size with pad=1 (make_convolutional_layer).
/// </summary>
internal sealed class DarknetFilterRules : OperatorRules<DarknetLayer>
{
    public DarknetFilterRules()
    {
        Map("convolutional conv", Convolutional);
        Map("deconvolutional deconv", Deconvolutional);
        Map("local", Local);
        Map("connected conn", Connected);
        Map("batchnorm", layer => layer.Add("bn", new BatchNormalization()));
    }

    private static void Convolutional(DarknetLayer layer)
    {
        var section = layer.Section;
        long size = section.Whole("size", 1),
            stride = section.Whole("stride", 1),
            dilation = section.Whole("dilation", 1);
        bool normalized = section.Is("batch_normalize");
        // A kernel of 1x1 has no dilation.
        long spread = size == 1 ? 1 : dilation;
        layer.Add(
            "conv",
            new Convolution(2)
            {
                Filters = section.Whole("filters", 1),
                KernelSize = size,
                Stride = new Extent(section.Whole("stride_y", stride), section.Whole("stride_x", stride)),
                Padding = checked(Padded(section, size) * spread),
                Dilation = spread,
                Groups = section.Whole("groups", 1),
                UseBias = !normalized,
                WeightsFrom = Owner(layer),
            }
        );
        if (section.Is("antialiasing"))
            layer.Warn("antialiasing is not followed: it blurs the output, and moves the stride after the convolution");
        Finish(layer, normalized, section.Whole("filters", 1), Owner(layer));
    }

    private static void Deconvolutional(DarknetLayer layer)
    {
        var section = layer.Section;
        long size = section.Whole("size", 1);
        bool normalized = section.Is("batch_normalize");
        layer.Add(
            "deconv",
            new TransposedConvolution(2)
            {
                Filters = section.Whole("filters", 1),
                KernelSize = size,
                Stride = section.Whole("stride", 1),
                Padding = Padded(section, size),
                UseBias = !normalized,
            }
        );
        Finish(layer, normalized, section.Whole("filters", 1));
    }

    // Its pad=1 makes (size - 1) zeros in all, as local_out_height has it.
    private static void Local(DarknetLayer layer)
    {
        var section = layer.Section;
        long size = section.Whole("size", 1);
        long total = section.Is("pad") ? size - 1 : 0;
        layer.Add(
            "local",
            new LocallyConnected(2)
            {
                Filters = section.Whole("filters", 1),
                KernelSize = size,
                Stride = section.Whole("stride", 1),
                Padding = Padding.Sides((total / 2, total - (total / 2))),
            }
        );
        Finish(layer);
    }

    private static void Connected(DarknetLayer layer)
    {
        var section = layer.Section;
        bool normalized = section.Is("batch_normalize");
        layer.Add("connected", new FullyConnected { Units = section.Whole("output", 1), UseBias = !normalized });
        Finish(layer, normalized, section.Whole("output", 1));
    }

    private static long Padded(DarknetSection section, long size) =>
        section.Is("pad") ? size / 2 : section.Whole("padding", 0);

    // The convolution whose weights it uses, those of its batch norm too (share_layer in convolutional_layer.c).
    private static string? Owner(DarknetLayer layer) =>
        layer.Section.Whole("share_index") is { } shared ? layer.OutputOf(shared).Split('/')[0] : null;

    private static void Finish(DarknetLayer layer, bool normalized = false, long units = 0, string? owner = null)
    {
        if (normalized)
            layer.Add(
                "bn",
                new BatchNormalization
                {
                    InputChannels = owner is null ? units : null,
                    WeightsFrom = owner is null ? null : owner + "/bn",
                }
            );
        DarknetActivationRules.Activate(layer, "logistic");
    }
}
