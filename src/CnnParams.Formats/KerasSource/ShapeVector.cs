using CnnParams.Python.Running;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Formats.KerasSource;

/// <summary>
/// The sizes that tf.shape gives: in TensorFlow a tensor, so that <c>tf.shape(x)[1:3] * 2</c> doubles each of them, as
/// no tuple does.
/// </summary>
internal sealed class ShapeVector(object[] sizes) : PyTuple(sizes, KerasTypes.Shape)
{
    public override object GetItem(Interpreter interpreter, object index) =>
        base.GetItem(interpreter, index) is var item && index is PySlice
            ? new ShapeVector(((PyTuple)item).Items)
            : item;

    public override object? Operate(Interpreter interpreter, BinaryOp op, object other, bool isRight)
    {
        object[] others = other switch
        {
            PyTuple or PyList => interpreter.ToArray(other),
            SourceTensor => [],
            _ => [.. Enumerable.Repeat(other, Items.Length)],
        };
        if (others.Length != Items.Length)
            return base.Operate(interpreter, op, other, isRight);
        return new ShapeVector([
            .. Items.Zip(
                others,
                (size, by) =>
                    isRight ? Operators.Binary(interpreter, op, by, size) : Operators.Binary(interpreter, op, size, by)
            ),
        ]);
    }
}
