using CnnParams.Layers;

namespace CnnParams.Measuring.Conventions;

/// <summary>
/// What a tool prints that sees a network by hooks on its modules, called again or not: of functions it sees nothing.
/// </summary>
internal abstract class HooksOfModules : CostConvention
{
    private protected override CostTerm CostOfCall(ModuleCall call, Work work, LayerMeasurement row) =>
        call is ModuleCall.Function or ModuleCall.Method or ModuleCall.Einsum ? CostTerm.LeftOut : Cost(work, row);
}
