using System.Globalization;
using System.Text;

namespace CnnParams.Benchmarks.Comparing;

/// <summary>One piece of work, done by several; a table of the page.</summary>
/// <param name="title">What is done.</param>
/// <param name="note">What is compared, and what is asked of it.</param>
/// <param name="contestants">Who does it: ours, the floor and the peers.</param>
internal sealed class Comparison(string title, string note, params Contestant[] contestants)
{
    private const int Rounds = 5;

    internal string Title => title;

    /// <summary>Runs all that are there, in turns, and writes the table.</summary>
    internal string Write(TextWriter progress)
    {
        progress.WriteLine(title);
        var there = contestants.Where(contestant => contestant.Version is not null).ToArray();
        var runs = there.ToDictionary(contestant => contestant, _ => new List<Usage>());
        for (int round = 0; round < Rounds; round++)
        {
            foreach (var contestant in there)
                runs[contestant].Add(contestant.Run());
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{note}\n\n");
        text.Append(
            "| | CPU, ms | least to most | Wall, ms | Memory, MB | Ours to it |\n|---|---:|---:|---:|---:|---:|\n"
        );
        var ours = Array.Find(there, contestant => contestant.IsOurs);
        foreach (var contestant in there)
            text.Append(Line(contestant, new Runs(runs[contestant]), ours is null ? null : new Runs(runs[ours])));
        foreach (var contestant in contestants.Except(there))
            text.Append(CultureInfo.InvariantCulture, $"| {contestant.Name} | not on this machine | | | | |\n");
        return text.ToString();
    }

    private static string Line(Contestant contestant, Runs runs, Runs? ours)
    {
        string version = contestant.Version is { Length: > 0 } known ? $" ({known})" : "";
        string memory = runs.PeakBytes > 0 ? Number(runs.PeakBytes / 1e6) : "";
        string ratio = ours is null || contestant.IsOurs ? "" : $"{Number(ours.Cpu / runs.Cpu)} times";
        return $"| {contestant.Name}{version} | {Number(runs.Cpu)} | {Number(runs.LeastCpu)} to {Number(runs.MostCpu)} "
            + $"| {Number(runs.Wall)} | {memory} | {ratio} |\n";
    }

    private static string Number(double value) =>
        value.ToString(
            value < 10 ? "0.00"
                : value < 100 ? "0.0"
                : "0",
            CultureInfo.InvariantCulture
        );
}
