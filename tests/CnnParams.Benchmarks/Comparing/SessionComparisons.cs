using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CnnParams.Measuring;
using CnnParams.Networks;
using CnnParams.Shell;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>Work within a session that has been at work for a while.</summary>
internal static class SessionComparisons
{
    internal static IEnumerable<Comparison> All()
    {
        var runspace = EngineCommands.Open([ModuleLocator.Manifest], PlainView());
        foreach (int count in (int[])[10_000, 100_000])
            yield return Measuring(runspace, count);
        yield return Rows(runspace);
        yield return Table(runspace);
    }

    private static Comparison Measuring(Runspace runspace, int count)
    {
        object[] layers = [.. ScaledWork.Chain(count)];
        return new Comparison(
            FormattableString.Invariant($"{count:N0} layers through Measure-CnnParameters"),
            "Beside a cmdlet that only passes on what it gets. Goal: at most 2 times.",
            Ours("Measure-CnnParameters", () => EngineCommands.Count(runspace, "Measure-CnnParameters", layers)),
            new SessionContestant("passing through", () => EngineCommands.Count(runspace, "Copy-Input", layers))
        );
    }

    private static Comparison Rows(Runspace runspace)
    {
        object[] rows = [.. Enumerable.Range(0, 10_000).Select(Row)];
        return new Comparison(
            "10,000 rows of a table through New-CnnLayer",
            "Beside a cmdlet that reads their cells, and one that only passes them on, which takes a quarter of that: the "
                + "engine lists an object's properties no faster. Goal: at most 3 times.",
            Ours("New-CnnLayer", () => EngineCommands.Count(runspace, "New-CnnLayer", rows)),
            new SessionContestant("reading cells", () => EngineCommands.Count(runspace, "Read-Input", rows)),
            new SessionContestant("passing through", () => EngineCommands.Count(runspace, "Copy-Input", rows))
        );
    }

    private static Comparison Table(Runspace runspace)
    {
        object[] rows = [.. Measurer.Measure(new Network(ScaledWork.Chain(500))).Rows.Select(PSObject.AsPSObject)];
        return new Comparison(
            "500 rows as a table",
            "Beside the engine's own table of six columns of the same rows: ours has seven, as wide as they must be, "
                + "wrapped, grouped and summed. Goal: at most 1.5 times, which the engine leaves no room for: it takes more for "
                + "six plain columns alone where they are a view of a format file, as a module's are.",
            Ours("rows of CnnParams", () => EngineCommands.CountLines(runspace, rows)),
            new SessionContestant(
                "Select-Object and Format-Table",
                () => EngineCommands.CountLines(runspace, rows, selected: Columns)
            ),
            new SessionContestant(
                "Format-Table -View, six plain columns",
                () => EngineCommands.CountLines(runspace, rows, view: Plain)
            ),
            new SessionContestant(
                "Format-Table -Property",
                () => EngineCommands.CountLines(runspace, rows, columns: Columns)
            )
        );
    }

    private static SessionContestant Ours(string name, Action work) => new(name, work) { IsOurs = true };

    private static PSObject Row(int number) =>
        number == 0
            ? Object(("Type", "Input"), ("Name", "in"), ("Shape", "32x32x8"))
            : Object(
                ("Type", "Conv2D"),
                ("Name", $"conv{number}"),
                ("Filters", "8"),
                ("KernelSize", "3"),
                ("Padding", "same")
            );

    private static readonly string[] Columns = ["Name", "Type", "OutputShape", "ActivationSize", "Parameters", "Macs"];

    private const string Plain = "Plain";

    private static ExtendedTypeDefinition PlainView()
    {
        var row = TableControl.Create().StartRowDefinition();
        foreach (string column in Columns)
            row.AddPropertyColumn(column);
        var view = new FormatViewDefinition(Plain, row.EndRowDefinition().EndTable());
        return new ExtendedTypeDefinition(typeof(LayerMeasurement).FullName, [view]);
    }

    private static PSObject Object(params (string Name, string Value)[] properties)
    {
        var made = new PSObject();
        foreach (var (name, value) in properties)
            made.Properties.Add(new PSNoteProperty(name, value));
        return made;
    }
}
