using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Which tensors of a file are learned: a file marks nothing. What stands in a slot of weights is; elsewhere whole
/// numbers, settings, masks and most single numbers are not.
/// </summary>
/// <param name="hasInitializers">Whether the file keeps weights where they belong, and not in Constant nodes.</param>
/// <param name="producer">The program that wrote the file.</param>
internal sealed class LearnedTensors(bool hasInitializers, string producer)
{
    private readonly bool _isPyTorch = producer.StartsWith("pytorch", StringComparison.OrdinalIgnoreCase);

    /// <summary>The tensors that an operator reads.</summary>
    internal Reader By(OnnxCall call, GraphScope scope) => new(this, call, scope);

    /// <summary>The tensors that an operator reads.</summary>
    internal sealed class Reader(LearnedTensors learned, OnnxCall call, GraphScope scope)
    {
        /// <summary>Whether a tensor that stands in no slot of weights is learned.</summary>
        internal bool IsLearned(StoredWeight weight)
        {
            // Only an operator that is not understood may have matrices of small whole numbers for weights.
            bool isWeight =
                weight.ElementType.IsReal()
                || (
                    weight.ElementType.IsQuantized()
                    && weight.Sizes.Count > 1
                    && OperationRow.KindOf(call.Operator) == WorkKind.Unknown
                );
            if (!isWeight || weight.Count == 0 || weight.IsGenerated || OperationRow.HasSettingsAlone(call.Operator))
                return false;
            if (weight.Count == 1 && !learned.IsNamedParameter(weight))
                return false;
            return (weight.IsInitializer || !learned.HasInitializers) && !Masks.IsOne(weight, call, scope);
        }

        /// <summary>What is assumed of a tensor that is not taken for learned; null where nothing is.</summary>
        internal string? Assumption(StoredWeight weight) =>
            Masks.IsAssumed(weight, call, scope) ? $"'{weight.Name}' is taken for a mask, which is not learned"
            : weight is { Count: 1, IsInitializer: true } && MayBeLearned(weight)
                ? $"the number '{weight.Name}' is taken for one that is not learned"
            : null;

        // Of PyTorch's the names tell. Elsewhere a factor or an offset that nobody would write may have been trained.
        private bool MayBeLearned(StoredWeight weight) =>
            learned._isPyTorch
                ? weight.Sizes.Count == 1 && learned.IsComputed(weight.Name)
                : weight.ElementType.IsReal()
                    && call.Operator is "Mul" or "Add" or "Sub" or "Div"
                    && !call.Inputs.Any(input =>
                        input.Source?.Tensors() is [var tensor]
                        && tensor == weight
                        && input.Elements is [{ Value: { } number }]
                        && TensorNumbers.IsWritten(number)
                    );

        /// <summary>
        /// Whether a constant in a slot of weights is none: frameworks write the factors 1 and the offsets 0 of a
        /// normalisation without weights as Constant nodes, or compute them.
        /// </summary>
        internal bool IsNeutral(int input, double number)
        {
            var value = call.Input(input);
            var tensors = value.Source?.Tensors() ?? [];
            if (!value.IsConstant || tensors.Any(tensor => tensor.IsInitializer))
                return false;
            return value.Elements is { } elements ? elements.All(element => element.Value == number)
                : tensors is [{ IsGenerated: true, Distinct: [var filling] }] ? filling == number
                : learned._isPyTorch && learned.HasInitializers && tensors.Any(tensor => !tensor.IsGenerated);
        }
    }

    private bool HasInitializers => hasInitializers;

    /// <summary>
    /// Whether a name proves that a tensor is a parameter; initialisers of PyTorch have those of parameters.
    /// </summary>
    internal bool Proves(string name, bool isSlot)
    {
        string tensor = ParameterProof.First(name);
        return _isPyTorch && !IsComputed(tensor)
            ? ParameterProof.IsNameOfTorch(tensor)
            : isSlot || tensor.Contains("ReadVariableOp");
    }

    // Other programs keep single numbers of all kinds as initialisers. PyTorch's are parameters, under the path of
    // their module; those that it has computed have a number for a name, and more than one axis where a parameter was
    // turned.
    private bool IsNamedParameter(StoredWeight weight)
    {
        if (
            !_isPyTorch
            || !weight.IsInitializer
            || weight.Name.StartsWith("/", StringComparison.Ordinal)
            || weight.Name.Contains("Constant")
        )
            return false;
        return weight.Sizes.Count > 1 || !IsComputed(weight.Name);
    }

    /// <summary>Whether a name is one that PyTorch's export gives to what it keeps of parameters.</summary>
    internal bool MayBeParameter(string name) =>
        _isPyTorch && name.Length > 0 && !name.StartsWith("/", StringComparison.Ordinal);

    /// <summary>Whether PyTorch has computed an initialiser of parameters, or only turned one.</summary>
    internal bool IsComputed(string initializer) =>
        _isPyTorch && (initializer.Contains("::") || initializer.All(char.IsDigit));
}
