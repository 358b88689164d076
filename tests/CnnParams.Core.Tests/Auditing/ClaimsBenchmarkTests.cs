using System.Globalization;
using CnnParams.Auditing;
using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Shapes;
using Xunit.Abstractions;

namespace CnnParams.Core.Tests.Auditing;

/// <summary>
/// Wrong tables with known mistakes: the true cause must come first for 95 of 100 wrong figures, and each claimed
/// figure must come out of the arithmetic that is shown for it. The tables are made by <see cref="WrongTables"/>, whose
/// arithmetic is its own, from random networks and from the catalogue; the seed is fixed.
/// </summary>
public sealed class ClaimsBenchmarkTests(ITestOutputHelper report)
{
    private const int Tables = 600;

    private const double Wanted = 0.95;

    [Fact]
    public void The_true_mistake_comes_first()
    {
        var counts = new SortedDictionary<string, (int Right, int All)>(StringComparer.Ordinal);
        int tables = 0,
            figures = 0,
            reproduced = 0,
            judged = 0;
        var misses = new List<string>();
        foreach (var table in WrongTables.Make(Tables, seed: 20260725))
        {
            tables++;
            var verdicts = Auditor.Audit(table.Truth, table.Rows);
            foreach (var verdict in verdicts)
            {
                Audit.HoldExact(verdict);
                bool isWrong = table.WrongFigures.Contains((verdict.Layer, verdict.Quantity));
                Assert.Equal(isWrong ? Judgement.Wrong : Judgement.Correct, verdict.Judgement);
                judged++;
                if (!isWrong)
                    continue;
                figures++;
                counts.TryGetValue(table.Mistake, out var before);
                bool right = table.IsCause(verdict);
                counts[table.Mistake] = (before.Right + (right ? 1 : 0), before.All + 1);
                reproduced += verdict.Explanation is not null ? 1 : 0;
                if (!right)
                    misses.Add(
                        $"{table.Mistake} {table.Truth.Network} {verdict.Layer} ({verdict.TrueCalculation}) claimed "
                            + $"{verdict.Claimed}: {verdict.MistakeId} {verdict.Calculation}"
                    );
            }
        }

        foreach (var count in counts)
            report.WriteLine(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0,-24} {1,5} of {2,5}",
                    count.Key,
                    count.Value.Right,
                    count.Value.All
                )
            );
        double share = (double)counts.Values.Sum(count => count.Right) / figures;
        report.WriteLine(
            string.Format(
                CultureInfo.InvariantCulture,
                "{0} tables, {1} figures judged, {2} wrong ones: true cause first in {3:P2}, reproduced {4:P2}",
                tables,
                judged,
                figures,
                share,
                (double)reproduced / figures
            )
        );
        foreach (string miss in misses.Take(40))
            report.WriteLine(miss);

        Assert.True(tables >= 500, $"{tables} tables");
        Assert.Equal(figures, reproduced);
        Assert.True(share >= Wanted, $"{share:P2}");
    }
}
