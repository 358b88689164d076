using CnnParams.Auditing.Mistakes;
using CnnParams.Layers;
using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>
/// The network as it would be with a mistake about the settings of a layer, or of all layers: measured, so that all
/// that follows is right.
/// </summary>
internal sealed class MistakenNetwork
{
    private MistakenNetwork(Revision revision, Slip slip, IReadOnlyList<LayerMeasurement> changed) =>
        (Revision, Slip, Changed) = (revision, slip, changed);

    internal Revision Revision { get; }

    /// <summary>The mistake.</summary>
    internal Slip Slip { get; }

    /// <summary>The layers that it was made in, the first first.</summary>
    internal IReadOnlyList<LayerMeasurement> Changed { get; }

    /// <summary>
    /// The mistake as it is told of a layer: with the name of the layer where it was made, if that is another.
    /// </summary>
    internal Slip SlipAt(LayerMeasurement? row) =>
        Changed.Count == 1 && Changed[0] == row
            ? Slip
            : Slip with
            {
                In =
                    string.Join(", ", Changed.Take(3).Select(layer => layer.Name)) + (Changed.Count > 3 ? ", ..." : ""),
            };

    /// <summary>The variants that are worth a look.</summary>
    internal static IEnumerable<MistakenNetwork> Of(
        NetworkMeasurement truth,
        IReadOnlyList<Case> cases,
        CancellationToken cancellation
    )
    {
        // Where batch norms are folded, the weights of a row are not its layer's alone.
        if (truth.View == ParameterView.Folded)
            yield break;
        long left = MostLayers;
        foreach (var (slip, changes) in Candidates(truth, cases))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Measure(truth, changes) is not { } revision)
                continue;
            yield return new MistakenNetwork(revision, slip, [.. changes.Select(change => change.Row)]);
            if ((left -= revision.Changed.Count()) < 0)
                yield break;
        }
    }

    /// <summary>The network with settings changed; none where it cannot be.</summary>
    internal static Revision? Measure(
        NetworkMeasurement truth,
        IReadOnlyList<(LayerMeasurement Row, MistakenLayer Change)> changes
    )
    {
        try
        {
            return Revision.Of(
                truth,
                changes.ToDictionary(change => change.Row.Index, change => change.Change.Applied(change.Row.Layer))
            );
        }
        catch (LayerException)
        {
            return null;
        }
    }

    /// <summary>About how many mistakes can be made in all layers, so that one of them fits a rounded total.</summary>
    internal const double Habits = 32;

    // Layers that are measured in all variants together: about a second.
    private const long MostLayers = 400_000;

    private static IEnumerable<(
        Slip Slip,
        IReadOnlyList<(LayerMeasurement Row, MistakenLayer Change)> Changes
    )> Candidates(NetworkMeasurement truth, IReadOnlyList<Case> cases)
    {
        var wrong = cases
            .Where(claim => claim.IsWrong && (claim.IsTotal || claim.Row is not null))
            .ToLookup(claim => claim.Row);
        var right = cases.Where(claim => claim.Judgement == Judgement.Correct).ToLookup(claim => claim.Row);
        int last = wrong[null].Any()
            ? truth.Rows.Count - 1
            : cases.Where(claim => claim.IsWrong).Max(claim => claim.Match!.Rows.Max(row => row.Index));
        var habits = new Dictionary<(string, string), List<(LayerMeasurement, MistakenLayer)>>();
        foreach (var row in truth.Rows.Where(row => row.Failure is null && row.Index <= last))
        {
            Claim[] claims = [.. wrong[row].Select(claim => claim.Claim)];
            foreach (var change in Family.OfLayer.SelectMany(mistake => mistake.Make(row, claims)))
            {
                string details = string.Join("|", change.Slip.Details);
                if (change.IsHabit)
                {
                    var key = (change.Slip.Id, details);
                    if (!habits.TryGetValue(key, out var same))
                        habits.Add(key, same = []);
                    same.Add((row, change));
                }

                // A figure of the layer itself that is right was not computed with another setting.
                if (change.Measured(row) is { } changed && right[row].All(claim => claim.Agrees(changed)))
                    yield return (
                        change.Slip with
                        {
                            Key = $"{change.Slip.Id}|{row.Index}|{details}",
                        },
                        [(row, change)]
                    );
            }
        }

        foreach (var (row, change) in wrong[null].SelectMany(claim => TotalCount.Changes(truth, claim.Claim)))
            yield return (
                change.Slip with
                {
                    Key = $"{change.Slip.Id}|{row.Index}|{string.Join("|", change.Slip.Details)}",
                },
                [(row, change)]
            );

        foreach (var same in habits.Where(same => same.Value.Count > 1))
        {
            var slip = same.Value[0].Item2.Slip;
            yield return (
                slip with
                {
                    Key = $"{same.Key.Item1}|*|{same.Key.Item2}",
                    Choices = slip.Choices * Habits,
                },
                same.Value
            );
        }
    }
}
