using CnnParams.Layers;
using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>The colours of a figure.</summary>
internal sealed class FigureTheme
{
    private static readonly FigureTheme Colours = new("Color", "#FFFFFF", "#1B1F24", "#6B7280", "#FFFFFF")
    {
        Kinds =
        {
            [LayerKind.Input] = "#B4BBC6",
            [LayerKind.Convolution] = "#4E79A7",
            [LayerKind.Pooling] = "#E15759",
            [LayerKind.Normalization] = "#76B7B2",
            [LayerKind.Activation] = "#EDC948",
            [LayerKind.Dense] = "#59A14F",
            [LayerKind.Attention] = "#B07AA1",
            [LayerKind.Recurrence] = "#FF9DA7",
            [LayerKind.Merge] = "#F28E2B",
            [LayerKind.Resizing] = "#9C755F",
            [LayerKind.Shaping] = "#D3CEC7",
            [LayerKind.Unknown] = "#FFFFFF",
        },
    };

    // Okabe and Ito (2008), Color Universal Design: told apart with every kind of colour blindness.
    private static readonly FigureTheme OkabeIto = new("OkabeIto", "#FFFFFF", "#000000", "#595959", "#FFFFFF")
    {
        Kinds =
        {
            [LayerKind.Input] = "#BBBBBB",
            [LayerKind.Convolution] = "#0072B2",
            [LayerKind.Pooling] = "#D55E00",
            [LayerKind.Normalization] = "#56B4E9",
            [LayerKind.Activation] = "#F0E442",
            [LayerKind.Dense] = "#009E73",
            [LayerKind.Attention] = "#CC79A7",
            [LayerKind.Recurrence] = "#CC79A7",
            [LayerKind.Merge] = "#E69F00",
            [LayerKind.Resizing] = "#56B4E9",
            [LayerKind.Shaping] = "#DDDDDD",
            [LayerKind.Unknown] = "#FFFFFF",
        },
    };

    // Greys that a laser printer and a copier keep apart; which is which is said by the labels.
    private static readonly FigureTheme Print = new("Print", "#FFFFFF", "#000000", "#404040", "#FFFFFF")
    {
        Kinds =
        {
            [LayerKind.Input] = "#F2F2F2",
            [LayerKind.Convolution] = "#BFBFBF",
            [LayerKind.Pooling] = "#6E6E6E",
            [LayerKind.Normalization] = "#E0E0E0",
            [LayerKind.Activation] = "#E0E0E0",
            [LayerKind.Dense] = "#969696",
            [LayerKind.Attention] = "#A8A8A8",
            [LayerKind.Recurrence] = "#A8A8A8",
            [LayerKind.Merge] = "#7F7F7F",
            [LayerKind.Resizing] = "#D4D4D4",
            [LayerKind.Shaping] = "#F2F2F2",
            [LayerKind.Unknown] = "#FFFFFF",
        },
    };

    private static readonly FigureTheme Dark = new("Dark", "#0D1117", "#E6EDF3", "#9198A1", "#0D1117")
    {
        Kinds = Colours.Kinds,
    };

    private FigureTheme(string name, string? background, string text, string quiet, string paper) =>
        (Name, Background, Text, Quiet, Paper) = (name, background, text, quiet, paper);

    /// <summary>All themes, the usual one first.</summary>
    internal static IReadOnlyList<FigureTheme> All { get; } = [Colours, OkabeIto, Print, Dark];

    internal string Name { get; }

    /// <summary>The background colour of the figure; null for that of the page.</summary>
    internal string? Background { get; }

    /// <summary>The colour of labels.</summary>
    internal string Text { get; }

    /// <summary>That of lines and of what is said beside.</summary>
    internal string Quiet { get; }

    /// <summary>What the figure is thought to lie on, for tints.</summary>
    internal string Paper { get; }

    private Dictionary<LayerKind, string> Kinds { get; init; } = [];

    /// <summary>The theme of a name.</summary>
    internal static FigureTheme Get(string name) =>
        All.First(theme => theme.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The colour of layers.</summary>
    internal string Fill(LayerKind kind) => Kinds[kind];

    /// <summary>A face in the light, and one in the shade.</summary>
    internal string Light(LayerKind kind) => Colour.Mix(Fill(kind), "#FFFFFF", 0.35);

    internal string Shade(LayerKind kind) => Colour.Mix(Fill(kind), "#000000", 0.18);

    /// <summary>The outline of what has the colour.</summary>
    internal string Outline(LayerKind kind) => Colour.Mix(Fill(kind), Text, 0.45);

    /// <summary>A colour that text is read on.</summary>
    internal string Tint(LayerKind kind) => Colour.Mix(Fill(kind), Paper, 0.82);
}
