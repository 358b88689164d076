using CnnParams.Formats.Folding;
using CnnParams.Layers;
using CnnParams.Python.Running;
using CnnParams.Python.Values;

namespace CnnParams.Formats.PyTorchSource.Functions;

/// <summary>Recurrent layers and attention, which are one layer with many weights.</summary>
internal sealed class TorchRecurrence : TorchFunctions
{
    public TorchRecurrence()
    {
        Add(Home.Functional, "_recurrent(module, input, state)", Recur);
        Add(Home.Functional, "_attention(module, query, key, value)", Attend);
    }

    private static PyTuple Recur(HostCall call)
    {
        var module = (ModuleInstance)call[0];
        var input = Tensor(call, 1);
        long Number(string name) => Python.Running.Integers.Index(call.Interpreter, module.Own.Get(name)!);
        bool Flag(string name) => call.Interpreter.IsTrue(module.Own.Get(name)!);
        var (units, features, layers, projected) = (
            Number("hidden_size"),
            Number("input_size"),
            Number("num_layers"),
            Number("proj_size")
        );
        bool both = Flag("bidirectional");
        long width = (projected > 0 ? projected : units) * (both ? 2 : 1);
        if (input.Shape is { Rank: > 0 } known && known[known.Rank - 1].Value is { } given && given != features)
            throw Errors.Runtime($"input.size(-1) must be equal to input_size. Expected {features}, got {given}");
        long gates = (call.Interpreter.GetAttribute(module, "mode") as string) switch
        {
            "LSTM" => 4,
            "GRU" => 3,
            _ => 1,
        };
        var layer = Guard(() =>
            StateDicts.RecurrentModules.Of(gates, units, features, layers, both, Flag("bias"), projected)
        )!;
        NoteBatch(call, module, input);
        var shape = input.Shape?.With(input.Rank - 1, width);
        var output = TraceOf(call).Emit("rnn", layer, [input], shape, Weights(module));
        var batch = input.Shape is { Rank: 3 } three ? three[Flag("batch_first") ? 0 : 1] : Size.Unknown;
        var state = new TorchTensor(new Shape(layers * (both ? 2 : 1), batch, projected > 0 ? projected : units))
        {
            Layer = output.Layer,
        };
        object states =
            layer is LSTM
                ? PyTuple.Of(
                    state,
                    new TorchTensor(new Shape(layers * (both ? 2 : 1), batch, units)) { Layer = output.Layer }
                )
                : state;
        return PyTuple.Of(output, states);
    }

    private static TorchTensor Attend(HostCall call)
    {
        var module = (ModuleInstance)call[0];
        var (query, key, value) = (Tensor(call, 1), Tensor(call, 2), Tensor(call, 3));
        long Number(string name) => Python.Running.Integers.Index(call.Interpreter, module.Own.Get(name)!);
        var layer = Guard(() =>
            new MultiHeadAttention
            {
                Heads = Number("num_heads"),
                KeySize = Number("head_dim"),
                UseBias = module.Parameters.Get("in_proj_bias") is TorchTensor,
                QueryFeatures = Number("embed_dim"),
                KeyFeatures = Number("kdim"),
                ValueFeatures = Number("vdim"),
                AddBiasKV = call.Interpreter.IsTrue(module.Own.Get("add_bias_kv")!),
                AddZeroAttention = call.Interpreter.IsTrue(module.Own.Get("add_zero_attn")!),
            }
        );
        NoteBatch(call, module, query);
        TorchTensor[] inputs =
            query.Layer == key.Layer && key.Layer == value.Layer ? [query]
            : key.Layer == value.Layer ? [query, value]
            : [query, value, key];
        // It has a module within, which it does not call: hooks see the attention itself.
        var trace = TraceOf(call);
        return trace.By(
            ModuleCall.Module,
            () => trace.Emit("attention", layer, inputs, WithSamples(query, key), Weights(module))
        );
    }

    // One query for all samples stands for one of each.
    private static Shape? WithSamples(TorchTensor query, TorchTensor key)
    {
        var shape = query.Shape;
        for (int axis = 0; axis < 2 && shape is { Rank: 3 } && key.Shape is { Rank: 3 } read; axis++)
        {
            if (shape[axis].Value == 1 && read[axis].IsBatch)
                shape = shape.With(axis, read[axis]);
        }

        return shape;
    }

    // Without batch_first the steps come first.
    private static void NoteBatch(HostCall call, ModuleInstance module, TorchTensor input)
    {
        if (
            input.Shape is { Rank: 3 } shape
            && shape[0].HasBatch
            && !call.Interpreter.IsTrue(module.Own.Get("batch_first")!)
        )
            TraceOf(call).HasBatchAsSteps = true;
    }

    // By the module's path, whatever the names of the layer's own weights are.
    private static (string, TorchTensor?)[] Weights(ModuleInstance module) =>
        [.. module.WalkTensors().Select(pair => (pair.Name, (TorchTensor?)pair.Tensor))];
}
