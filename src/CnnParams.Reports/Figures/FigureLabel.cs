using CnnParams.Measuring;

namespace CnnParams.Reports.Figures;

/// <summary>What a figure says under each stage.</summary>
internal sealed class FigureLabel
{
    private FigureLabel(string name, string heading, Func<Stage, NumberText, string> text) =>
        (Name, Heading, Text) = (name, heading, text);

    /// <summary>All that there are.</summary>
    internal static IReadOnlyList<FigureLabel> All { get; } =
    [
        new("Name", "layer", (stage, _) => stage.Name),
        new("Operation", "operation", (stage, _) => stage.Operation),
        new("Shape", "output", (stage, _) => stage.ShapeText),
        new(
            "Parameters",
            "parameters",
            (stage, numbers) => numbers.Of(stage.Numbers.Parameters, stage.Numbers.ParametersTrust)
        ),
        new("Macs", "MACs", (stage, numbers) => numbers.Of(stage.Numbers.Macs, stage.Numbers.MacsTrust)),
        new(
            "ActivationSize",
            "activations",
            (stage, numbers) => numbers.Of(stage.Numbers.ActivationSize, stage.Numbers.ShapeTrust)
        ),
        new("ReceptiveField", "receptive field", (stage, _) => stage.Numbers.ReceptiveField?.ToString() ?? "?"),
    ];

    /// <summary>What is said when nothing else is asked for.</summary>
    internal static IReadOnlyList<string> Usual { get; } = ["Name", "Operation", "Shape", "Parameters"];

    internal string Name { get; }

    /// <summary>What is written in front of the labels.</summary>
    internal string Heading { get; }

    /// <summary>Whether it is a number, which needs its heading beside it where it stands alone.</summary>
    internal bool IsNumber => Name is not ("Name" or "Operation" or "Shape");

    /// <summary>The label of a stage.</summary>
    internal Func<Stage, NumberText, string> Text { get; }

    internal static FigureLabel Get(string name) =>
        All.First(label => label.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
