namespace CnnParams.Reports.Figures;

/// <summary>How a figure is drawn.</summary>
public sealed record FigureOptions
{
    private readonly FigureTheme _theme = FigureTheme.All[0];
    private readonly IReadOnlyList<FigureLabel> _labels = [.. FigureLabel.Usual.Select(FigureLabel.Get)];

    /// <summary>The names of the themes.</summary>
    public static IReadOnlyList<string> Themes { get; } = [.. FigureTheme.All.Select(theme => theme.Name)];

    /// <summary>The names of what can be said of a stage.</summary>
    public static IReadOnlyList<string> LabelNames { get; } = [.. FigureLabel.All.Select(label => label.Name)];

    /// <summary>What it looks like; what suits the network when not given.</summary>
    public FigureStyle? Style { get; init; }

    /// <summary>The colours: one of <see cref="Themes"/>.</summary>
    public string Theme
    {
        get => _theme.Name;
        init => _theme = FigureTheme.Get(value);
    }

    /// <summary>What is said of each stage, in order: of <see cref="LabelNames"/>.</summary>
    public IReadOnlyList<string> Labels
    {
        get => [.. _labels.Select(label => label.Name)];
        init => _labels = [.. value.Select(FigureLabel.Get)];
    }

    /// <summary>How numbers are written.</summary>
    public NumberText Numbers { get; init; } = NumberText.Grouped;

    /// <summary>How many steps down blocks are folded; as many as fit when not given.</summary>
    public int? Depth { get; init; }

    internal FigureTheme Colours => _theme;

    internal IReadOnlyList<FigureLabel> Said => _labels;
}
