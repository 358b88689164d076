using System.Globalization;
using CnnParams.Budgets;
using CnnParams.Designing;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shapes;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>Work of a size that is asked for, in a process of its own, whose memory can be told.</summary>
internal static class ScaledWork
{
    internal const string Name = "work";

    internal const string Layers = "layers",
        Designs = "designs";

    /// <summary>Does what the command line says.</summary>
    internal static void Run(string kind, string size)
    {
        int number = int.Parse(size, CultureInfo.InvariantCulture);
        Console.WriteLine(kind == Layers ? Measure(number) : Search(number));
    }

    private static long Measure(int layers) =>
        layers == 0 ? 0 : Measurer.Measure(new Network(Chain(layers))).Totals.Parameters;

    /// <summary>An input, and convolutions of it.</summary>
    internal static IEnumerable<Layer> Chain(int count) =>
        Enumerable
            .Range(1, count - 1)
            .Select(i =>
                (Layer)
                    new Convolution(2)
                    {
                        Name = $"conv{i}",
                        Filters = 8,
                        KernelSize = 3,
                        Padding = Padding.Same,
                    }
            )
            .Prepend(new Input { Name = "in", Shape = new TensorShape(32, 32, 8) });

    // Settings of up to a hundred values each.
    private static long Search(int designs)
    {
        var choices = new Dictionary<string, IReadOnlyList<object>>();
        for (int layer = 1, rest = designs; layer <= 4; layer++, rest = Math.Max(1, rest / 100))
            choices.Add($"conv{layer}.Filters", [.. Enumerable.Range(1, Math.Min(100, rest)).Cast<object>()]);
        var space = new DesignSpace(new Network(Chain(5)), choices);
        var search = new DesignSearch(space, [BudgetLimit.Read("MaxParameters", 50_000)])
        {
            Goals = [new DesignGoal(BudgetQuantity.Parameters, true)],
            Count = 1,
        };
        return search.Find().Single().Parameters;
    }
}

/// <summary>Such work, measured from outside.</summary>
internal sealed class ScaledContestant(string name, string kind, int size)
    : ProcessContestant(
        name,
        "dotnet",
        typeof(ScaledContestant).Assembly.Location,
        ScaledWork.Name,
        kind,
        size.ToString(CultureInfo.InvariantCulture)
    )
{
    internal override string Version => "";
}
