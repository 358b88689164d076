using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource;

/// <summary>The classes of PyTorch that sources name.</summary>
internal static class TorchTypes
{
    internal static readonly PyType Tensor = new("Tensor", BuiltinTypes.Object);
    internal static readonly PyType Parameter = new("Parameter", Tensor);
    internal static readonly PyType Size = new("Size", BuiltinTypes.Tuple);
    internal static readonly PyType Module = new("Module", BuiltinTypes.Object);
    internal static readonly PyType Device = new("device", BuiltinTypes.Object);

    static TorchTypes()
    {
        Tensor.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            Functions.TorchCreation.Legacy(interpreter, arguments);
        Parameter.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            ModuleMethods.MakeParameter(interpreter, arguments);
        Size.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
            new PyTuple(arguments.Count == 0 ? [] : interpreter.ToArray(arguments[0]), Size);
        Size.Method(
            "numel(self)",
            call =>
                ((PyTuple)call.Self).Items.Aggregate(
                    (object)Boxed.Of(1),
                    (product, item) =>
                        Operators.Binary(call.Interpreter, Python.Syntax.BinaryOp.Multiply, product, item)
                )
        );
        Device.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
        {
            var device = new PyInstance(type);
            device.Own.Set("type", "cpu");
            device.Own.Set("index", None.Instance);
            return device;
        };
        Module.Make = (Interpreter interpreter, PyType type, in Arguments arguments) =>
        {
            interpreter.Allocate(ModuleInstance.Elements);
            return new ModuleInstance(type);
        };
        ModuleMethods.Define(Module);
    }
}
