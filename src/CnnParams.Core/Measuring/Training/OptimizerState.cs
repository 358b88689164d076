using CnnParams.Layers;

namespace CnnParams.Measuring.Training;

/// <summary>What an optimizer keeps of a parameter, with the source of it.</summary>
/// <param name="Slots">Numbers for each number of the parameter.</param>
/// <param name="Scalars">32-bit numbers for each tensor.</param>
/// <param name="Source">Where it is written.</param>
internal sealed record OptimizerState(int Slots, int Scalars, string Source)
{
    // bitsandbytes/optim/optimizer.py: a scale for each block; what is smaller stays in 32 bits.
    private const long Block = 2048;
    private const long Smallest = 4096;

    private static readonly Dictionary<TrainingOptimizer, OptimizerState> All = new()
    {
        [TrainingOptimizer.None] = new(0, 0, ""),
        [TrainingOptimizer.SGD] = new(0, 0, "torch/optim/sgd.py"),
        [TrainingOptimizer.Momentum] = new(1, 0, "torch/optim/sgd.py: momentum_buffer"),
        [TrainingOptimizer.Adam] = new(2, 1, "torch/optim/adam.py: exp_avg, exp_avg_sq, step"),
        [TrainingOptimizer.AdamW] = new(2, 1, "torch/optim/adamw.py: exp_avg, exp_avg_sq, step"),
        [TrainingOptimizer.AMSGrad] = new(3, 1, "torch/optim/adam.py: exp_avg, exp_avg_sq, max_exp_avg_sq, step"),
        [TrainingOptimizer.Adamax] = new(2, 1, "torch/optim/adamax.py: exp_avg, exp_inf, step"),
        [TrainingOptimizer.NAdam] = new(2, 2, "torch/optim/nadam.py: exp_avg, exp_avg_sq, step, mu_product"),
        [TrainingOptimizer.RAdam] = new(2, 1, "torch/optim/radam.py: exp_avg, exp_avg_sq, step"),
        [TrainingOptimizer.RMSprop] = new(1, 0, "torch/optim/rmsprop.py: square_avg"),
        [TrainingOptimizer.Adagrad] = new(1, 1, "torch/optim/adagrad.py: sum, step"),
        [TrainingOptimizer.Adadelta] = new(2, 0, "torch/optim/adadelta.py: square_avg, acc_delta"),
        [TrainingOptimizer.Rprop] = new(2, 0, "torch/optim/rprop.py: prev, step_size"),
        [TrainingOptimizer.Lion] = new(1, 0, "google/automl lion/lion_pytorch.py: exp_avg"),
        [TrainingOptimizer.Adafactor] = new(0, 1, "torch/optim/_adafactor.py: row_var, col_var or variance, step")
        {
            IsFactored = true,
        },
        [TrainingOptimizer.Adam8bit] = new(2, 0, "bitsandbytes/optim/optimizer.py: state1, state2, absmax1, absmax2")
        {
            IsBlockwise = true,
        },
    };

    private bool IsFactored { get; init; }

    private bool IsBlockwise { get; init; }

    internal static OptimizerState Of(TrainingOptimizer optimizer) => All[optimizer];

    /// <summary>Bytes that are kept of some parameters.</summary>
    /// <param name="weights">The parameters that are trained.</param>
    /// <param name="width">Bytes of one of their numbers.</param>
    /// <exception cref="OverflowException">More than 2^63-1.</exception>
    internal (long Bytes, string Calculation) For(IReadOnlyList<Weight> weights, int width)
    {
        long numbers = 0,
            bytes = 0,
            blocks = 0;
        foreach (var weight in weights)
        {
            if (IsBlockwise && weight.Count >= Smallest)
            {
                bytes = checked(bytes + weight.Count);
                blocks = checked(blocks + ((weight.Count + Block - 1) / Block));
            }
            else
            {
                numbers = checked(numbers + (IsFactored ? Factored(weight) : weight.Count));
            }
        }

        var terms = new List<(long Value, string Text)>();
        void Add(long value, string text)
        {
            if (value > 0)
                terms.Add((value, text));
        }

        int wide = IsBlockwise ? 4 : width;
        int slots = IsFactored ? 1 : Slots;
        Add(checked(slots * numbers * wide), slots == 1 ? $"{numbers} * {wide}" : $"{slots} * {numbers} * {wide}");
        Add(checked(Slots * bytes), $"{Slots} * {bytes}");
        Add(checked(Slots * blocks * 4), $"{Slots} * {blocks} * 4");
        Add(
            checked(4L * Scalars * weights.Count),
            Scalars == 1 ? $"{weights.Count} * 4" : $"{Scalars} * {weights.Count} * 4"
        );
        return (
            terms.Aggregate(0L, (sum, term) => checked(sum + term.Value)),
            string.Join(" + ", terms.Select(term => term.Text))
        );
    }

    // All matrices of the last two axes have a mean for each row and each column; a vector has one for each number.
    private static long Factored(Weight weight)
    {
        var sizes = weight.Sizes;
        return sizes.Count < 2
            ? weight.Count
            : checked((weight.Count / sizes[sizes.Count - 1]) + (weight.Count / sizes[sizes.Count - 2]));
    }
}
