using CnnParams.Budgets;
using CnnParams.Measuring;

namespace CnnParams.Designing;

/// <summary>
/// Goes through the designs of a space and gives those that meet limits, the best first where there is a goal.
/// </summary>
/// <remarks>
/// The same designs come in the same order however many workers there are: they do blocks of designs that follow each
/// other, and what they find is put together in order. Memory is that of the tables and of what is kept.
/// </remarks>
public sealed class DesignSearch
{
    private const int DefaultCount = 10;

    private readonly DesignSpace _space;
    private readonly IReadOnlyList<BudgetLimit> _limits;
    private readonly MeasureOptions _options;

    /// <summary>A search.</summary>
    /// <param name="space">The designs.</param>
    /// <param name="limits">What they have to meet.</param>
    /// <param name="options">How they are measured.</param>
    public DesignSearch(DesignSpace space, IReadOnlyList<BudgetLimit> limits, MeasureOptions? options = null)
    {
        _space = space;
        _limits = limits;
        _options = (options ?? new MeasureOptions()).WithoutShapes();
    }

    /// <summary>
    /// What makes a design better; the first decides, unless the whole front is wanted. None: all come, as they are
    /// found.
    /// </summary>
    public IReadOnlyList<DesignGoal> Goals { get; init; } = [];

    /// <summary>Whether every design is wanted to which no other is better by one goal and as good by all.</summary>
    public bool IsPareto { get; init; }

    /// <summary>
    /// How many of the best are wanted; 10 when not given. All that are found, where there is no goal.
    /// </summary>
    public int? Count { get; init; }

    /// <summary>How many look at once.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The part of the designs that is looked through, from 1 to <see cref="Parts"/>.</summary>
    public int Part { get; init; } = 1;

    /// <summary>The number of parts of nearly the same size.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>How many designs have been looked at.</summary>
    public long Done { get; private set; }

    /// <summary>How many there are.</summary>
    public long Total => End - Begin;

    /// <summary>How many of them cannot be, or are not known in full.</summary>
    public long Impossible { get; private set; }

    /// <summary>Why the first of those cannot be.</summary>
    public string? FirstFailure { get; private set; }

    private long Begin => (long)((decimal)_space.Count * (Part - 1) / Parts);

    private long End => (long)((decimal)_space.Count * Part / Parts);

    /// <summary>Looks for designs.</summary>
    /// <param name="advanced">Is told now and then that <see cref="Done"/> has grown.</param>
    /// <param name="cancellation">Stops the search.</param>
    public IEnumerable<DesignCandidate> Find(Action? advanced = null, CancellationToken cancellation = default)
    {
        var workers = Enumerable.Range(0, Math.Max(1, Workers)).Select(_ => Evaluator()).ToArray();
        var all = Selection();
        long given = 0;
        for (long at = Begin; at < End; )
        {
            var blocks = Blocks(at, workers);
            Run(workers, blocks, cancellation);
            foreach (var block in blocks)
            {
                Done += block.Count;
                Impossible += block.Impossible;
                FirstFailure ??= block.Failure;
                at += block.Count;
                foreach (var finding in block.Selection.Kept)
                {
                    if (Goals.Count > 0)
                        all.Offer(finding.Design, finding.Amounts);
                    else if (Count is null || given++ < Count)
                        yield return Candidate(finding);
                }
            }

            advanced?.Invoke();
            if (Goals.Count == 0 && given >= Count)
                yield break;
        }

        if (Goals.Count == 0)
            yield break;
        foreach (var finding in IsPareto && Count is { } most ? all.Kept.Take(most) : all.Kept)
            yield return Candidate(finding);
    }

    private IDesignEvaluator Evaluator() =>
        TableEvaluator.CanFollow(_space, _options) && Asked.All(TableEvaluator.Follows)
            ? new TableEvaluator(_space, _limits, Goals.Select(goal => goal.Quantity), _options)
            : new MeasuringEvaluator(_space, _limits, _options);

    private IEnumerable<BudgetQuantity> Asked =>
        _limits.Select(limit => limit.Quantity).Concat(Goals.Select(goal => goal.Quantity));

    private ISelection Selection() =>
        Goals.Count == 0 ? new EverySelection()
        : IsPareto ? new ParetoSelection(Goals)
        : new BestSelection(Goals, Count ?? DefaultCount);

    private DesignCandidate Candidate(Finding finding) => new(_space, finding.Design, _options);

    private Block[] Blocks(long at, IDesignEvaluator[] workers)
    {
        var blocks = new List<Block>();
        foreach (var worker in workers)
        {
            if (at < End)
                blocks.Add(new Block(at, Math.Min(worker.Batch, End - at), Selection()));
            at += worker.Batch;
        }

        return [.. blocks];
    }

    private void Run(IDesignEvaluator[] workers, Block[] blocks, CancellationToken cancellation)
    {
        if (blocks.Length == 1)
        {
            Run(workers[0], blocks[0], cancellation);
            return;
        }

        try
        {
            Parallel.For(
                0,
                blocks.Length,
                new ParallelOptions { MaxDegreeOfParallelism = blocks.Length },
                i => Run(workers[i], blocks[i], cancellation)
            );
        }
        catch (AggregateException exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }

    private void Run(IDesignEvaluator evaluator, Block block, CancellationToken cancellation)
    {
        var amounts = new long[Goals.Count];
        evaluator.GoTo(block.Begin);
        for (long design = block.Begin; ; evaluator.Next())
        {
            if ((design & 63) == 0)
                cancellation.ThrowIfCancellationRequested();
            if (evaluator.Fails)
                block.Fail(evaluator);
            else if (evaluator.Meets())
                block.Selection.Offer(design, AmountsOf(evaluator, amounts));
            if (++design == block.Begin + block.Count)
                return;
        }
    }

    private long[] AmountsOf(IDesignEvaluator evaluator, long[] amounts)
    {
        for (int i = 0; i < amounts.Length; i++)
            amounts[i] = evaluator.Amount(Goals[i].Quantity);
        return amounts;
    }

    // A block is one worker's for the time of a round.
    private sealed class Block(long begin, long count, ISelection selection)
    {
        internal long Begin => begin;

        internal long Count => count;

        internal ISelection Selection => selection;

        internal long Impossible { get; private set; }

        internal string? Failure { get; private set; }

        internal void Fail(IDesignEvaluator evaluator)
        {
            Impossible++;
            Failure ??= evaluator.Failure;
        }
    }
}
