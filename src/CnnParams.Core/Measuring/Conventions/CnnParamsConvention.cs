using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// CnnParams's own count, as <see cref="LayerMeasurement.Macs"/> has it: products of convolutions, linear and recurrent
/// layers, matrix products and attentions; neither biases nor operations on single values. Its name has a number: what
/// it counts never changes, and another count would be another convention.
/// </summary>
internal sealed class CnnParamsConvention : CostConvention
{
    public override string Name => "cnnparams-1";

    public override IReadOnlyList<string> Aliases => ["cnnparams"];

    public override string Tool => "CnnParams";

    public override string Unit => "MACs";

    public override string Summary =>
        "Products of convolutions, linear and recurrent layers, matrix products and attentions; a bias is not one. A "
        + "transposed convolution is counted on the input's grid.";

    private protected override CostTerm Cost(Work work, LayerMeasurement row) => work.Macs!;
}
