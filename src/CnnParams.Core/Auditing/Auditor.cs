using CnnParams.Explaining;
using CnnParams.Formulas;
using CnnParams.Measuring;
using CnnParams.Words;

namespace CnnParams.Auditing;

/// <summary>
/// Holds a claimed table against a measured network: a verdict for each figure, and the likely mistake where it is
/// wrong.
/// </summary>
public static class Auditor
{
    private static readonly string[] Units = ["K", "M", "G"];

    /// <summary>Audits a table.</summary>
    /// <param name="truth">The network, measured.</param>
    /// <param name="table">The rows of the table.</param>
    /// <param name="words">The language of what is said; English when not given.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static IReadOnlyList<Verdict> Audit(
        NetworkMeasurement truth,
        IReadOnlyList<ClaimedRow> table,
        Wording? words = null,
        CancellationToken cancellation = default
    )
    {
        words ??= Wording.English;
        if (table.All(row => IsOfNetwork(row, truth)))
            table = [.. table.Select(row => row.AsTotal())];
        var cases = Cases(truth, table, out var leading, cancellation);
        if (cases.Any(claim => claim.IsWrong))
            Explain(truth, cases, words, cancellation);
        return [.. cases.Select(claim => VerdictOn(claim, truth, leading, words))];
    }

    /// <summary>How many figures of a table are those of a network.</summary>
    internal static int CountRight(
        NetworkMeasurement network,
        IReadOnlyList<ClaimedRow> table,
        CancellationToken cancellation
    ) => Cases(network, table, out _, cancellation).Count(claim => claim.Judgement == Judgement.Correct);

    private static Case[] Cases(
        NetworkMeasurement truth,
        IReadOnlyList<ClaimedRow> table,
        out LeadingAxes leading,
        CancellationToken cancellation
    )
    {
        var matches = ClaimMatching.Match(table, truth, cancellation);
        bool isMoved = HasOtherLayout(matches);
        var tool = ToolCost.Of(truth, table, matches);
        var axes = leading = new LeadingAxes(truth, matches);
        return
        [
            .. table.SelectMany(row =>
                row.Claims.Select(claim => new Case(
                    axes.Read(claim),
                    matches.TryGetValue(row, out var measured) ? measured
                        : row.IsTotal && claim.Quantity == ClaimedQuantity.OutputShape ? Output(truth)
                        : null,
                    truth,
                    isMoved,
                    tool
                ))
            ),
        ];
    }

    // Tables of networks have their names where others have those of layers.
    private static bool IsOfNetwork(ClaimedRow row, NetworkMeasurement truth) =>
        !row.IsTotal
        && row.Name.Length > 0
        && row.Name.Equals(truth.Network.Name, StringComparison.OrdinalIgnoreCase)
        && !truth.Rows.Any(layer => layer.Name.Equals(row.Name, StringComparison.OrdinalIgnoreCase));

    // What comes out of a network is what its last layer gives, where nothing else comes out.
    private static ClaimMatch? Output(NetworkMeasurement truth)
    {
        var named = new HashSet<string>(truth.Network.Outputs, StringComparer.Ordinal);
        var read = new HashSet<int>(truth.Graph.Reads.SelectMany(reads => reads).Select(read => read.Layer));
        LayerMeasurement[] last =
        [
            .. truth.Rows.Where(row => named.Count > 0 ? named.Contains(row.Name) : !read.Contains(row.Index)),
        ];
        return last.Length == 1 ? new ClaimMatch(last[0]) : null;
    }

    /// <summary>A verdict for each layer with parameters that a table has no row for.</summary>
    public static IEnumerable<Verdict> Missing(
        NetworkMeasurement truth,
        IReadOnlyList<ClaimedRow> table,
        Wording? words = null
    )
    {
        words ??= Wording.English;
        var claimed = new HashSet<LayerMeasurement>(
            ClaimMatching.Match(table, truth, default).Values.SelectMany(match => match.Rows)
        );
        return truth
            .Rows.Where(row => row.Parameters != 0 && !claimed.Contains(row))
            .Select(row => new Verdict(words, row.Name, row.Type, ClaimedQuantity.Parameters, Judgement.Missing)
            {
                True = row.Parameters,
                TrueCalculation = row.Calculation,
                Reason = words["missing"],
            });
    }

    private static void Explain(NetworkMeasurement truth, Case[] cases, Wording words, CancellationToken cancellation)
    {
        MistakenNetwork[] variants = [.. MistakenNetwork.Of(truth, cases, cancellation)];
        var layers = new LayerSearch(words, new ClaimedPass(truth, cases), variants);
        var totals = new TotalSearch(words, truth, cases, variants);
        foreach (var wrong in cases.Where(claim => claim.IsWrong))
        {
            cancellation.ThrowIfCancellationRequested();
            if (wrong.Claim.Shape is null && wrong.Row is null)
                totals.Explain(wrong);
            else
                layers.Explain(wrong);
        }

        Ranking.Rank(cases, variants);
        TraceBack(cases);
    }

    // A figure that follows from a wrong one before it has the cause of that one.
    private static void TraceBack(Case[] cases)
    {
        var shapes = cases
            .Where(wrong => wrong.IsWrong && wrong.Row is not null && wrong.Claim.Shape is not null)
            .GroupBy(wrong => wrong.Layer)
            .ToDictionary(same => same.Key, same => same.First());
        foreach (var explanation in cases.SelectMany(wrong => wrong.Found))
        {
            for (
                int steps = 0;
                steps < shapes.Count && shapes.TryGetValue(explanation.CausedBy, out var before);
                steps++
            )
            {
                if (before.Found.Count == 0 || before.Found[0].CausedBy == explanation.CausedBy)
                    break;
                explanation.CausedBy = before.Found[0].CausedBy;
            }
        }
    }

    // A tool of another framework has the channels at the other end, in all rows and not by mistake.
    private static bool HasOtherLayout(IReadOnlyDictionary<ClaimedRow, ClaimMatch> matches)
    {
        int straight = 0,
            moved = 0;
        bool hasBatch = false;
        foreach (var match in matches)
        {
            if (
                match.Key.Of(ClaimedQuantity.OutputShape)?.Shape is not { } shape
                || match.Value.OutputShape is not { IsKnown: true, Rank: > 1 } known
            )
                continue;
            if (shape.Fits(known))
                straight++;
            else if (shape.Fits(Mistakes.ChannelsMoved.Moved(known).Select(axis => (long?)axis).ToArray()))
                (moved, hasBatch) = (moved + 1, shape.Axes.Count > known.Rank);
        }

        // One row alone may be a slip; with the batch in front, a tool has printed it.
        return moved > straight && (moved > 1 || hasBatch);
    }

    private static Verdict VerdictOn(Case claim, NetworkMeasurement truth, LeadingAxes leading, Wording words)
    {
        object? claimed = claim.Claim.Figure is { } figure && figure.Step == 1 ? figure.Value : claim.Claim.Text;
        return new Verdict(words, claim.Layer, claim.Match?.Type ?? "", claim.Claim.Quantity, claim.Judgement)
        {
            Claimed = claimed,
            True = claim.TrueShape is { } shape ? shape : claim.TrueNumber,
            Difference = claim.Claim.Figure?.Value - claim.TrueNumber,
            TrueCalculation = Calculation(claim),
            Note = Note(claim, leading, words),
            Reason = claim.Judgement == Judgement.Unknown ? WhyUnknown(claim, truth, words) : null,
            Explanations = new TextList<Explanation>(claim.Found),
        };
    }

    private static string Calculation(Case claim) =>
        claim switch
        {
            { JudgedBy.Length: > 0 } => "",
            { Row: { } row } => Figures.Calculation(row, claim.Claim.Quantity),
            { Match.Block: { } block } => Figures.Calculation(block, claim.Claim.Quantity),
            _ => "",
        };

    // What has been assumed: that a row is about this layer, though it has another name, that a number is the batch,
    // and what a tool counts.
    private static string Note(Case claim, LeadingAxes leading, Wording words)
    {
        string place = claim
            is { Match: { IsByOrder: true, Without: null }, Claim.Row: { Type.Length: 0, Name.Length: > 0 } }
            ? words.Format("note.ByOrder", claim.Claim.Row.Name)
            : "";
        string own = claim is { Match.Own: not null, Claim.Quantity: ClaimedQuantity.Parameters }
            ? words["note.Own"]
            : "";
        string tool = claim.JudgedBy.Length > 0 ? words.Format("note.JudgedBy", claim.JudgedBy) : "";
        string file = claim.File?.Text(words) ?? "";
        string without = claim.Match?.Without is { } kind ? words.Format("note.Without", kind, claim.Layer) : "";
        string batch =
            claim.Judgement == Judgement.Correct && leading.AssumedBatch(claim.Claim) is { } number
                ? words.Format("note.Batch", number)
                : "";
        return string.Join("; ", new[] { place, own, without, batch, tool, file }.Where(note => note.Length > 0));
    }

    private static string WhyUnknown(Case claim, NetworkMeasurement truth, Wording words)
    {
        if (claim.Match is null && !claim.IsTotal && claim.Layer.Length == 0)
            return words["nameless"];
        if (claim.Match is null && !claim.IsTotal)
            return words.Format("unknown", claim.Layer)
                + Suggestion.For(claim.Layer, truth.Rows.Select(row => row.Name));
        if (!claim.Claim.IsReadable && claim.TrueNumber is { } number)
        {
            // 25.6 in a column of parameters: millions, as the table may say elsewhere.
            string unit = Array.Find(Units, unit => Figure.Parse(claim.Claim.Text + unit)?.Fits(number) == true) ?? "";
            if (unit.Length > 0)
                return words.Format("unitless", claim.Claim.Text, unit);
        }

        if (!claim.Claim.IsReadable)
            return words.Format("unreadable", claim.Claim.Text);
        if (claim is { IsTotal: true, Match: null, Claim.Quantity: ClaimedQuantity.OutputShape })
            return words["outputs"];
        return words.Format(
            "untold",
            claim.Row?.TrustReason is { Length: > 0 } reason
                ? reason.TrimEnd('.')
                : string.Join("; ", truth.Totals.TrustReasons)
        );
    }
}
