using System.Management.Automation;
using CnnParams.Catalogue;

namespace CnnParams.PowerShell.Completion;

/// <summary>Takes a family of the catalogue for the names of its architectures.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FamilyNamesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineValue.Plain(inputData) is CatalogueFamily family ? family.Names.ToArray() : inputData;
}
