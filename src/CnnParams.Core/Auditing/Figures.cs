using CnnParams.Measuring;

namespace CnnParams.Auditing;

/// <summary>The true figures of rows and totals, by what they are of.</summary>
internal static class Figures
{
    internal static long? Value(LayerMeasurement row, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.ActivationSize => row.ActivationSize,
            ClaimedQuantity.Parameters => row.Parameters,
            ClaimedQuantity.TrainableParameters => row.TrainableParameters,
            ClaimedQuantity.NonTrainableParameters => row.NonTrainableParameters,
            ClaimedQuantity.WeightBytes => row.WeightBytes,
            ClaimedQuantity.Macs => row.MacsTrust == Trust.Exact ? row.Macs : null,
            ClaimedQuantity.Flops => row.MacsTrust == Trust.Exact ? row.Flops : null,
            _ => null,
        };

    /// <summary>The figure of a network; a lower bound is none.</summary>
    internal static long? Value(NetworkTotals totals, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.ActivationSize when totals.ShapeTrust == Trust.Exact => totals.ActivationSize,
            ClaimedQuantity.Parameters when totals.ParametersTrust == Trust.Exact => totals.Parameters,
            ClaimedQuantity.TrainableParameters when totals.ParametersTrust == Trust.Exact =>
                totals.TrainableParameters,
            ClaimedQuantity.NonTrainableParameters when totals.ParametersTrust == Trust.Exact =>
                totals.NonTrainableParameters,
            ClaimedQuantity.WeightBytes when totals.ParametersTrust == Trust.Exact => totals.WeightBytes,
            ClaimedQuantity.Macs when totals.MacsTrust == Trust.Exact => totals.Macs,
            ClaimedQuantity.Flops when totals.MacsTrust == Trust.Exact => totals.Flops,
            _ => null,
        };

    /// <summary>The figure of a block; a lower bound is none.</summary>
    internal static long? Value(BlockMeasurement block, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.ActivationSize when block.ShapeTrust == Trust.Exact => block.ActivationSize,
            ClaimedQuantity.Parameters when block.ParametersTrust == Trust.Exact => block.Parameters,
            ClaimedQuantity.TrainableParameters when block.ParametersTrust == Trust.Exact => block.TrainableParameters,
            ClaimedQuantity.NonTrainableParameters when block.ParametersTrust == Trust.Exact =>
                block.NonTrainableParameters,
            ClaimedQuantity.WeightBytes when block.ParametersTrust == Trust.Exact => block.WeightBytes,
            ClaimedQuantity.Macs when block.MacsTrust == Trust.Exact => block.Macs,
            ClaimedQuantity.Flops when block.MacsTrust == Trust.Exact => block.Flops,
            _ => null,
        };

    /// <summary>The arithmetic of a true figure of a block.</summary>
    internal static string Calculation(BlockMeasurement block, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.Parameters => block.Calculation,
            ClaimedQuantity.Macs => block.MacsCalculation,
            _ => "",
        };

    /// <summary>The arithmetic of a true figure.</summary>
    internal static string Calculation(LayerMeasurement row, ClaimedQuantity quantity) =>
        quantity switch
        {
            ClaimedQuantity.OutputShape => row.ShapeCalculation,
            ClaimedQuantity.ActivationSize when row.Outputs.Count == 1 && row.OutputShape.Rank > 1 =>
                $"{string.Join(" * ", row.OutputShape.Dimensions)} = {row.ActivationSize}",
            ClaimedQuantity.Parameters => row.Calculation,
            ClaimedQuantity.Macs => row.MacsCalculation,
            _ => "",
        };
}
