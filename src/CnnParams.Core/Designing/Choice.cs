using CnnParams.Layers;

namespace CnnParams.Designing;

/// <summary>Something that is varied: it has a few options, of which each design takes one.</summary>
internal abstract class Choice(string name, IReadOnlyList<object> options)
{
    /// <summary>The name, as it was written: <c>CONV1.Filters</c>.</summary>
    internal string Name { get; } = name;

    /// <summary>The options, in the order in which they were given.</summary>
    internal IReadOnlyList<object> Options { get; } = options;

    /// <summary>Choices of smaller rank are made first, where several concern a layer.</summary>
    internal abstract int Rank { get; }

    /// <summary>Whether a layer of the template is concerned.</summary>
    internal abstract bool Concerns(TemplateLayer layer);

    /// <summary>Makes a choice for a layer that is concerned.</summary>
    /// <exception cref="LayerException">The option is not one that the layer can have.</exception>
    internal abstract void Make(LayerDraft draft, TemplateLayer layer, int option);
}

/// <summary>A setting of one layer, or of several that have the same.</summary>
internal sealed class SettingChoice(string name, IReadOnlyList<object> options, ISet<int> layers, string setting)
    : Choice(name, options)
{
    internal override int Rank => 0;

    internal override bool Concerns(TemplateLayer layer) => layers.Contains(layer.Original);

    internal override void Make(LayerDraft draft, TemplateLayer layer, int option) =>
        draft.Set(setting, Options[option]);
}

/// <summary>The height and width of the input images.</summary>
internal sealed class ResolutionChoice(string name, IReadOnlyList<object> options, IReadOnlyList<Shapes.Extent> sizes)
    : Choice(name, options)
{
    internal override int Rank => 0;

    internal override bool Concerns(TemplateLayer layer) => layer.Layer is Input { Shape.SpatialRank: > 0 };

    internal override void Make(LayerDraft draft, TemplateLayer layer, int option)
    {
        var input = (Input)layer.Layer;
        var shape = input.Shape.As(input.Layout);
        var size = sizes[option];
        if (!size.HasRank(shape.SpatialRank))
            throw Setting.Invalid(Name, size, $"one number, or {shape.SpatialRank}");
        for (int axis = 0; axis < shape.SpatialRank; axis++)
            shape = shape.WithAxis(axis < shape.ChannelAxis ? axis : axis + 1, size[axis]);
        draft.Set(nameof(Input.Shape), shape);
    }
}

/// <summary>The channels of the input images, or the last axis of other inputs.</summary>
internal sealed class ChannelsChoice(string name, IReadOnlyList<object> options, IReadOnlyList<long> counts)
    : Choice(name, options)
{
    internal override int Rank => 0;

    internal override bool Concerns(TemplateLayer layer) => layer.Layer is Input { Shape.Rank: > 0 };

    internal override void Make(LayerDraft draft, TemplateLayer layer, int option)
    {
        var input = (Input)layer.Layer;
        var shape = input.Shape.As(input.Layout);
        draft.Set(nameof(Input.Shape), shape.WithAxis(shape.ChannelAxis, counts[option]));
    }
}

/// <summary>
/// How many times as many filters and units there are; those of the last layers stay, since they are the answer.
/// </summary>
internal sealed class WidthChoice(
    string name,
    IReadOnlyList<object> options,
    IReadOnlyList<double> factors,
    ISet<int> layers,
    Func<TemplateLayer, bool> isDepthwise,
    long divisor
) : Choice(name, options)
{
    internal override int Rank => 1;

    internal static bool HasSize(Layer layer) => LayerDraft.Widths(layer).Any();

    internal override bool Concerns(TemplateLayer layer) => layers.Contains(layer.Original);

    internal override void Make(LayerDraft draft, TemplateLayer layer, int option)
    {
        long? groups = draft.Number("Groups");
        bool depthwise = groups > 1 && isDepthwise(layer);
        if (depthwise)
            draft.Set("Groups", Scaled(groups!.Value, factors[option], divisor));
        foreach (var size in LayerDraft.Widths(layer.Layer))
        {
            if (draft.Number(size.Name) is { } number)
                draft.Set(
                    size.Name,
                    Scaled(
                        number,
                        factors[option],
                        depthwise || groups is null ? divisor : LeastCommonMultiple(divisor, groups.Value)
                    )
                );
        }
    }

    // To the nearest multiple, and never to none; times 1 is the template itself.
    private static long Scaled(long number, double factor, long divisor) =>
        factor.Equals(1) ? number : checked(Math.Max(1, (long)Math.Floor((number * factor / divisor) + 0.5)) * divisor);

    private static long LeastCommonMultiple(long left, long right)
    {
        long a = left,
            b = right;
        while (b != 0)
            (a, b) = (b, a % b);
        return checked(left / a * right);
    }
}

/// <summary>How often a run of layers is there.</summary>
internal sealed class RepeatChoice(string name, IReadOnlyList<object> options, IReadOnlyList<long> counts, LayerRun run)
    : Choice(name, options)
{
    internal override int Rank => 2;

    internal LayerRun Run { get; } = run;

    internal override bool Concerns(TemplateLayer layer) => Run.Contains(layer.Original);

    internal override void Make(LayerDraft draft, TemplateLayer layer, int option) =>
        draft.IsAbsent |= layer.Copy > counts[option];
}
