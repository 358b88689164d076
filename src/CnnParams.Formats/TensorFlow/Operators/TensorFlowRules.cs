namespace CnnParams.Formats.TensorFlow.Operators;

/// <summary>
/// What the operators of TensorFlow are here. TensorFlow Lite's, in capitals, are TensorFlow's own, and most share
/// their rule.
/// </summary>
[FoundByItself]
internal abstract class TensorFlowRules : NamedRules<TensorFlowRules, Func<OperatorCall, OperatorResult>>;
