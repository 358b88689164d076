using CnnParams.Layers;

namespace CnnParams.Measuring.Arena;

/// <summary>Plans the memory of a network at inference.</summary>
public static class ArenaPlanner
{
    /// <summary>A plan of the tensors of a measured network, with the sizes that it was measured with.</summary>
    /// <param name="measurement">The network.</param>
    /// <param name="options">What to assume; as TensorFlow Lite Micro does when not given.</param>
    /// <param name="cancellation">Stops the planning.</param>
    /// <exception cref="LayerException">A shape is not known, or who reads whom; or a size is larger than
    /// 2^63-1.</exception>
    public static ArenaPlan Plan(
        NetworkMeasurement measurement,
        ArenaOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new ArenaOptions();
        try
        {
            var graph = new OperatorGraph(measurement, options.InPlace);
            var scratch = new ScratchBuffers(measurement, graph.Steps, options.Scratch);
            var draft = new ArenaDraft(graph, graph.Steps, scratch, options, cancellation);
            string search = "";
            if (options.Reorder)
                (draft, search) = Reordered(graph, draft, scratch, options, cancellation);
            return Finish(measurement, draft, options, search, cancellation);
        }
        catch (OverflowException exception)
        {
            throw new LayerException(ErrorId.SizeOverflow, "the arena is larger than 2^63-1 bytes", exception);
        }
    }

    /// <summary>The plan by default; null where there can be none.</summary>
    internal static ArenaPlan? TryPlan(NetworkMeasurement measurement)
    {
        try
        {
            return Plan(measurement);
        }
        catch (LayerException)
        {
            return null;
        }
    }

    private static (ArenaDraft Draft, string Search) Reordered(
        OperatorGraph graph,
        ArenaDraft given,
        ScratchBuffers scratch,
        ArenaOptions options,
        CancellationToken cancellation
    )
    {
        var search = new OrderSearch(graph, given, scratch, cancellation);
        if (search.Best is not { } order)
            return (given, search.Outcome);
        var found = new ArenaDraft(graph, order, scratch, options, cancellation);
        return found.ArenaBytes < given.ArenaBytes
            ? (found, $"an order with {found.LowerBound} bytes at the peak, {given.LowerBound} as given")
            : (given, $"an order with {found.LowerBound} bytes at the peak gives no smaller arena");
    }

    private static ArenaPlan Finish(
        NetworkMeasurement measurement,
        ArenaDraft draft,
        ArenaOptions options,
        string search,
        CancellationToken cancellation
    )
    {
        string[] notes = [.. draft.Notes];
        var unplanned = draft
            .Steps.Where(step => step.Row.Layer.HasTensorsBetween)
            .Select(step => step.Row.Name)
            .ToArray();
        var trust = measurement.Totals.ShapeTrust;
        return new ArenaPlan(measurement.Network.Name, options, draft.Tensors())
        {
            DataType = string.Join(", ", draft.Steps.Select(step => measurement.TypeOf(step.Row.Layer)).Distinct()),
            BatchSize = measurement.Options.BatchSize,
            Operators = draft.Steps.Count,
            ArenaBytes = draft.ArenaBytes,
            LowerBoundBytes = draft.LowerBound,
            PeakLayer = draft.PeakLayer,
            Order = new TextList<string>(draft.Steps.Select(step => step.Row.Name)),
            OrderSearch = search,
            Patch = options.Patches > 1 ? PatchSearch.Best(draft, options, cancellation) : null,
            Trust = unplanned.Length + notes.Length == 0 ? trust : NetworkTotals.Together(trust, Trust.LowerBound),
            Notes = new TextList<string>(
                unplanned
                    .Take(1)
                    .Select(name =>
                        $"what {name}{(unplanned.Length > 1 ? $" and {unplanned.Length - 1} others" : "")} computes in "
                        + "between is not in the plan"
                    )
                    .Concat(notes)
            ),
        };
    }
}
