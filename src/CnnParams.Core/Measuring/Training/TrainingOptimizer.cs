namespace CnnParams.Measuring.Training;

/// <summary>What follows the gradients in training, by what it keeps of each parameter.</summary>
public enum TrainingOptimizer : long
{
    /// <summary>Nothing is kept.</summary>
    None,

    /// <summary>torch.optim.SGD without momentum: nothing.</summary>
    SGD,

    /// <summary>torch.optim.SGD with momentum: one buffer.</summary>
    Momentum,

    /// <summary>torch.optim.Adam: two moments and a step.</summary>
    Adam,

    /// <summary>torch.optim.AdamW: as Adam.</summary>
    AdamW,

    /// <summary>torch.optim.Adam with amsgrad: the largest second moment besides.</summary>
    AMSGrad,

    /// <summary>torch.optim.Adamax: a moment, an infinity norm and a step.</summary>
    Adamax,

    /// <summary>torch.optim.NAdam: two moments, a step and a product.</summary>
    NAdam,

    /// <summary>torch.optim.RAdam: two moments and a step.</summary>
    RAdam,

    /// <summary>torch.optim.RMSprop: a mean square.</summary>
    RMSprop,

    /// <summary>torch.optim.Adagrad: a sum of squares and a step.</summary>
    Adagrad,

    /// <summary>torch.optim.Adadelta: two means.</summary>
    Adadelta,

    /// <summary>torch.optim.Rprop: the last gradient and a step size.</summary>
    Rprop,

    /// <summary>Lion (arXiv 2302.06675): one moment.</summary>
    Lion,

    /// <summary>torch.optim.Adafactor (arXiv 1804.04235): a mean for each row and each column of a matrix.</summary>
    Adafactor,

    /// <summary>Adam with moments of 8 bits (arXiv 2110.02861), as bitsandbytes keeps them.</summary>
    Adam8bit,
}
