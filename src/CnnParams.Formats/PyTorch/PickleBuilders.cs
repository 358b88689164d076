namespace CnnParams.Formats.PyTorch;

/// <summary>
/// The few names whose "call" in a pickle is understood: each makes metadata here, in this class; nothing of Python is
/// imported or called. What is not in the table is refused.
/// </summary>
internal static class PickleBuilders
{
    // PyTorch's own limit on the axes of a tensor.
    private const int MaxRank = 64;

    private static readonly Dictionary<string, Func<object?[], object?>> Builders = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = Dictionary,
        ["collections.Counter"] = Dictionary,
        ["collections.defaultdict"] = arguments => Dictionary([.. arguments.Skip(1)]),
        ["builtins.set"] = List,
        ["builtins.frozenset"] = List,
        ["__builtin__.set"] = List,
        ["__builtin__.frozenset"] = List,
        ["builtins.bytearray"] = First,
        ["_codecs.encode"] = First,
        ["functools.partial"] = _ => new PickleObject(new PickleGlobal("functools", "partial", 0)),
        ["numpy.core.multiarray._reconstruct"] = PickledArrays.Blank,
        ["numpy._core.multiarray._reconstruct"] = PickledArrays.Blank,
        ["numpy.core.multiarray.scalar"] = PickledArrays.Scalar,
        ["numpy._core.multiarray.scalar"] = PickledArrays.Scalar,
        ["numpy.core.numeric._frombuffer"] = PickledArrays.FromBuffer,
        ["numpy._core.numeric._frombuffer"] = PickledArrays.FromBuffer,
        ["numpy.dtype"] = PickledArrays.ElementType,
        ["torch.Size"] = First,
        ["torch.device"] = First,
        ["torch._utils._rebuild_tensor"] = arguments => Tensor(arguments, requiresGrad: null),
        ["torch._utils._rebuild_tensor_v2"] = arguments => Tensor(arguments, requiresGrad: 4),
        ["torch._utils._rebuild_tensor_v3"] = arguments =>
            Tensor(arguments, requiresGrad: 4) with
            {
                Type = TorchElementTypes.OfDtype(At<object>(arguments, 6)),
            },
        ["torch._utils._rebuild_qtensor"] = arguments =>
            Tensor(arguments, requiresGrad: 5) with
            {
                Quantizer = At<object>(arguments, 4),
            },
        ["torch._utils._rebuild_meta_tensor_no_storage"] = MetaTensor,
        // As PyTorch wrote them up to 0.3.
        ["torch.nn.parameter.Parameter"] = arguments =>
            At<PickleTensor>(arguments, 0) with
            {
                IsParameter = true,
                RequiresGrad = true,
            },
        ["torch.autograd.variable.Variable"] = First,
        ["torch.nn.backends.thnn._get_thnn_function_backend"] = _ => new PickleObject(
            new PickleGlobal("torch.nn.backends.thnn", "THNNFunctionBackend", 0)
        ),
        ["torch._utils._rebuild_parameter"] = Parameter,
        ["torch._utils._rebuild_parameter_with_state"] = Parameter,
        ["torch._tensor._rebuild_from_type_v2"] = OfType,
        ["torch.jit._pickle.build_intlist"] = List,
        ["torch.jit._pickle.build_doublelist"] = List,
        ["torch.jit._pickle.build_boollist"] = List,
        ["torch.jit._pickle.build_tensorlist"] = List,
        ["torch.jit._pickle.restore_type_tag"] = First,
    };

    /// <summary>Whether a name's "call" is understood.</summary>
    internal static bool Knows(PickleGlobal name) => Builders.ContainsKey(name.FullName);

    /// <summary>What the "call" makes.</summary>
    /// <exception cref="FormatException">The arguments are not those that PyTorch writes.</exception>
    /// <exception cref="OverflowException">A size is larger than 2^63-1.</exception>
    internal static object? Build(PickleGlobal name, object?[] arguments) => Builders[name.FullName](arguments);

    // What is given is passed on or moved, never copied: a file could ask for copies of copies.
    private static object? First(object?[] arguments) => arguments.Length > 0 ? arguments[0] : null;

    private static object? List(object?[] arguments) => arguments.Length > 0 ? arguments[0] : new PickleList();

    private static object? Dictionary(object?[] arguments)
    {
        if (arguments.Length == 0)
            return new PickleDictionary();
        if (arguments[0] is not PickleList list)
            return arguments[0];

        var dictionary = new PickleDictionary();
        foreach (object? item in list.Items)
        {
            var pair = PickleList.ItemsOf(item);
            dictionary.Pairs.Add(
                pair is { Count: 2 } ? new(pair[0], pair[1]) : throw new FormatException("a dict is made of pairs")
            );
        }

        list.Items.Clear();
        return dictionary;
    }

    private static PickleTensor Tensor(object?[] arguments, int? requiresGrad)
    {
        var storage = At<PickleStorage>(arguments, 0);
        long[] sizes = Sizes(arguments, 2),
            strides = Sizes(arguments, 3);
        if (sizes.Length != strides.Length)
            throw new FormatException($"a tensor of {sizes.Length} sizes and {strides.Length} strides");
        bool learned = requiresGrad is { } index && At<object>(arguments, index) is true;
        return new PickleTensor(storage, At<long>(arguments, 1), sizes, strides, storage.Type, learned);
    }

    // (dtype, size, stride, requires_grad)
    private static PickleTensor MetaTensor(object?[] arguments) =>
        new(
            null,
            0,
            Sizes(arguments, 1),
            Sizes(arguments, 2),
            TorchElementTypes.OfDtype(At<object>(arguments, 0)),
            At<object>(arguments, 3) is true
        );

    // (data, requires_grad, hooks[, state])
    private static PickleTensor Parameter(object?[] arguments) =>
        At<PickleTensor>(arguments, 0) with
        {
            IsParameter = true,
            RequiresGrad = At<object>(arguments, 1) is true,
        };

    // (function, type, arguments, state): a tensor with attributes, made by one of the functions above.
    private static object? OfType(object?[] arguments)
    {
        var function = At<PickleGlobal>(arguments, 0);
        return function.FullName.StartsWith("torch._utils._rebuild_", StringComparison.Ordinal) && Knows(function)
            ? Build(function, At<object?[]>(arguments, 2))
            : throw new FormatException($"a tensor made by {function.FullName}, which is not understood");
    }

    private static long[] Sizes(object?[] arguments, int index)
    {
        if (PickleList.ItemsOf(At<object>(arguments, index)) is not { Count: <= MaxRank } sizes)
            throw new FormatException($"argument {index + 1} is no tuple of at most {MaxRank} sizes");
        return
        [
            .. sizes.Select(size =>
                size is long and >= 0 and var number
                    ? number
                    : throw new FormatException("a size is a whole number from 0 on")
            ),
        ];
    }

    private static T At<T>(object?[] arguments, int index) =>
        index < arguments.Length && arguments[index] is T value
            ? value
            : throw new FormatException($"argument {index + 1} is missing, or is no {typeof(T).Name}");
}
