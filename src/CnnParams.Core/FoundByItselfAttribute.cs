namespace CnnParams;

/// <summary>
/// Marks a type whose classes are found by what they are: a new format, convention or rule is at home once it is
/// written. <c>Implementations</c>, which src/CnnParams.Generators writes, lists them.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
internal sealed class FoundByItselfAttribute : Attribute;
