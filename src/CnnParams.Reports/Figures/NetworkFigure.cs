using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reports.Drawing;

namespace CnnParams.Reports.Figures;

/// <summary>
/// A network as a figure of the field: what is drawn, with its title over it and a key of the colours under it.
/// </summary>
public static class NetworkFigure
{
    // What is read on a page.
    private const int MostInRow = 18,
        MostBlocks = 36,
        MostInU = 28,
        MostFeatureMaps = 10;

    /// <summary>The formats in which figures are written.</summary>
    public static IReadOnlyList<ReportFormat<FigureOptions>> Formats { get; } =
    [
        new("Svg", [".svg"], (network, options) => SvgWriter.Write(Of(network, options))),
        new("Tikz", [".tikz", ".tex"], (network, options) => TikzWriter.Write(Of(network, options))),
    ];

    private static Picture Of(NetworkMeasurement network, FigureOptions options)
    {
        var inRow = StagePlan.Of(network, MostInRow, options.Depth);
        var style = options.Style ?? Suiting(inRow);
        var picture = new Picture
        {
            Title = Title(network, NumberText.Grouped),
            Background = options.Colours.Background,
        };
        IReadOnlyList<Stage> stages;
        if (style == FigureStyle.Blocks)
        {
            stages =
                StagePlan.Find(network, MostInU, candidate => UShape.Of(candidate) is not null, options.Depth)
                ?? StagePlan.Of(network, MostBlocks, options.Depth);
            BlockDiagram.Draw(picture, stages, options);
        }
        else
        {
            stages = inRow;
            if (style == FigureStyle.FeatureMaps)
                FeatureMapRow.Draw(picture, stages, options);
            else
                VolumeRow.Draw(picture, stages, options);
        }

        Frame(picture, network, stages, options);
        return picture;
    }

    // Who reads more than the stage before is shown with the lines that say so.
    private static FigureStyle Suiting(IReadOnlyList<Stage> stages)
    {
        bool isChain = stages.Select((stage, i) => stage.Reads.All(read => read == i - 1)).All(reads => reads);
        if (!isChain)
            return FigureStyle.Blocks;
        return stages.Count <= MostFeatureMaps && stages.All(stage => stage.Repeats == 1 && stage.Rows.Count < 5)
            ? FigureStyle.FeatureMaps
            : FigureStyle.Volumes;
    }

    private static string Title(NetworkMeasurement network, NumberText numbers)
    {
        var totals = network.Totals;
        string name = PrintableText.Of(totals.Name, 60);
        string parameters = numbers.Of(totals.Parameters, totals.ParametersTrust),
            macs = numbers.Of(totals.Macs, totals.MacsTrust);
        return $"{(name.Length > 0 ? name + ": " : "")}{parameters} parameters, {macs} MACs";
    }

    private static void Frame(
        Picture picture,
        NetworkMeasurement network,
        IReadOnlyList<Stage> stages,
        FigureOptions options
    )
    {
        const double below = 22,
            swatch = 9,
            size = 10;
        var (left, top, _, bottom) = picture.Bounds();
        (left, top, bottom) = (left + 12, top + 12, bottom - 12);
        picture.Add(
            new TextInk(new(left, top - 16), Title(network, options.Numbers))
            {
                Anchor = TextAnchor.Start,
                Size = 13,
                IsBold = true,
                Colour = options.Colours.Text,
                Says = ("Title", network.Totals.Name),
            }
        );

        double x = left,
            y = bottom + below;
        foreach (var kind in stages.Select(stage => stage.Kind).Distinct())
        {
            picture.Box(x, y - swatch + 1, swatch, swatch, options.Colours.Fill(kind), options.Colours.Outline(kind));
            string name = Names[kind];
            picture.Add(
                new TextInk(new(x + swatch + 4, y), name)
                {
                    Anchor = TextAnchor.Start,
                    Size = size,
                    Colour = options.Colours.Quiet,
                }
            );
            x += swatch + 18 + TextWidth.Of(name, size, isBold: false);
        }
    }

    private static readonly Dictionary<LayerKind, string> Names = new()
    {
        [LayerKind.Input] = "input",
        [LayerKind.Convolution] = "convolution",
        [LayerKind.Pooling] = "pooling",
        [LayerKind.Normalization] = "normalisation",
        [LayerKind.Activation] = "activation",
        [LayerKind.Dense] = "fully connected",
        [LayerKind.Attention] = "attention",
        [LayerKind.Recurrence] = "recurrent",
        [LayerKind.Merge] = "merging",
        [LayerKind.Resizing] = "resizing",
        [LayerKind.Shaping] = "rearranging",
        [LayerKind.Unknown] = "other",
    };
}
