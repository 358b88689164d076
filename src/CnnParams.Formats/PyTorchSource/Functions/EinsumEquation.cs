using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>An equation of einsum with the sizes of its letters.</summary>
internal sealed class EinsumEquation
{
    private readonly string[] _inputs;
    private readonly string _output;
    private readonly Dictionary<char, Size> _sizes = [];

    private EinsumEquation(string[] inputs, string output) => (_inputs, _output) = (inputs, output);

    /// <summary>The output shape.</summary>
    internal Shape Output => Of(_output);

    /// <summary>Whether it is a product of two matrices, or of many pairs of them.</summary>
    internal bool IsProduct =>
        _inputs.Append(_output).All(letters => letters.Distinct().Count() == letters.Length)
        && (_inputs[0] + _inputs[1]).All(letter =>
            _output.Contains(letter) || _inputs.All(letters => letters.Contains(letter))
        );

    /// <summary>Whether tools take it for a product of matrices (fvcore/nn/jit_handles.py).</summary>
    internal bool IsMatrixProduct
    {
        get
        {
            string text = $"{string.Join(",", _inputs)}->{_output}";
            char[] letters = [.. text.Where(char.IsLetter).Distinct()];
            string renamed = string.Concat(
                text.Select(sign =>
                    Array.IndexOf(letters, sign) is >= 0 and var place ? ((char)('a' + place)).ToString() : $"{sign}"
                )
            );
            return renamed is "abc,abd->acd" or "abc,adc->adb";
        }
    }

    internal static EinsumEquation Parse(string text, TorchTensor[] operands)
    {
        string[] sides = text.Replace(" ", "").Split(["->"], StringSplitOptions.None);
        string[] inputs = sides[0].Split(',');
        if (inputs.Length != operands.Length)
            throw Errors.Runtime(
                $"einsum(): the equation '{text}' has {inputs.Length} operands, and {operands.Length} are given"
            );
        string dots = "";
        for (int i = 0; i < inputs.Length; i++)
        {
            int missing = operands[i].Rank - (inputs[i].Length - (inputs[i].Contains("...") ? 3 : 0));
            if (missing < 0 || (missing > 0 && !inputs[i].Contains("...")) || missing > 10)
                throw Errors.Runtime($"einsum(): '{inputs[i]}' does not fit a tensor of {operands[i].Rank} axes");
            // Axes that are not named get letters that nobody writes.
            string hidden = new([.. Enumerable.Range(10 - missing, missing).Select(axis => (char)('0' + axis))]);
            dots = hidden.Length > dots.Length ? hidden : dots;
            inputs[i] = inputs[i].Replace("...", hidden);
        }

        string all = string.Concat(inputs);
        string output =
            sides.Length > 1
                ? sides[1].Replace("...", dots)
                : dots
                    + new string([
                        .. all.Where(letter => all.Count(other => other == letter) == 1 && !char.IsDigit(letter))
                            .OrderBy(letter => letter),
                    ]);
        var equation = new EinsumEquation(inputs, output);
        for (int i = 0; i < inputs.Length; i++)
        {
            for (int axis = 0; axis < inputs[i].Length; axis++)
                equation.Note(inputs[i][axis], operands[i].Known[axis]);
        }

        foreach (char letter in output)
        {
            if (!equation._sizes.ContainsKey(letter))
                throw Errors.Runtime(
                    $"einsum(): output subscript {letter} does not appear in the equation for any input operand"
                );
        }

        return equation;
    }

    internal TorchTensor Multiply(HostCall call, TorchTensor left, TorchTensor right)
    {
        var (first, second) = (_inputs[0], _inputs[1]);
        string shared = new([.. first.Where(letter => second.Contains(letter) && _output.Contains(letter))]);
        string summed = new([.. first.Where(letter => second.Contains(letter) && !_output.Contains(letter))]);
        string rows = new([.. first.Where(letter => !second.Contains(letter))]);
        string columns = new([.. second.Where(letter => !first.Contains(letter))]);
        var a = Turn(call, left, first, shared + rows + summed, new Shape(Count(shared), Count(rows), Count(summed)));
        var b = Turn(
            call,
            right,
            second,
            shared + summed + columns,
            new Shape(Count(shared), Count(summed), Count(columns))
        );
        // A matrix of weights that is no part of a batch is units.
        if (shared.Length == 0)
        {
            a = TorchShaping.Reshape(call.Interpreter, a, new Shape(Count(rows), Count(summed)));
            b = TorchShaping.Reshape(call.Interpreter, b, new Shape(Count(summed), Count(columns)));
        }

        var product = TorchProducts.MatMul(call.Interpreter, a, b);
        string made = shared + rows + columns;
        var parted = TorchShaping.Reshape(call.Interpreter, product, Of(made));
        return TorchShaping.Permute(call.Interpreter, parted, [.. _output.Select(letter => made.IndexOf(letter))]);
    }

    private static TorchTensor Turn(HostCall call, TorchTensor tensor, string from, string to, Shape shape) =>
        TorchShaping.Reshape(
            call.Interpreter,
            TorchShaping.Permute(call.Interpreter, tensor, [.. to.Select(letter => from.IndexOf(letter))]),
            shape
        );

    private Size Count(string letters) => Shape.Product(letters.Select(letter => _sizes[letter]));

    private Shape Of(string letters) => Shape.Of(letters.Select(letter => _sizes[letter]));

    private void Note(char letter, Size size)
    {
        if (_sizes.TryGetValue(letter, out var known) && known.Value != 1)
        {
            if (known.Same(size) == false && size.Value != 1)
                throw Errors.Runtime($"einsum(): the axis {letter} is {known} in one operand and {size} in another");
            return;
        }

        _sizes[letter] = size;
    }
}
