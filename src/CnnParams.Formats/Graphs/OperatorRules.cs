namespace CnnParams.Formats.Graphs;

/// <summary>Operators of a format that add their layers to the graph themselves.</summary>
/// <typeparam name="TOperator">An operator as the format writes it, with the graph that it is to be added to.</typeparam>
internal abstract class OperatorRules<TOperator> : NamedRules<OperatorRules<TOperator>, Action<TOperator>>;
