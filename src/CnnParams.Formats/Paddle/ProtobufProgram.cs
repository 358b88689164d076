using CnnParams.Formats.Paddle.Schema;
using CnnParams.Formats.Protobuf;
using CnnParams.Formats.StateDicts;
using CnnParams.Layers;
using CnnParams.Reading;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// A program as a .pdmodel file has it, a message of protobuf (paddle/fluid/framework/framework.proto).
/// </summary>
internal static class ProtobufProgram
{
    private static readonly Lazy<WireSchema> Wire = WireSchema.Of("paddle");

    // By the numbers of framework.proto's VarType.
    private static readonly Dictionary<int, StoredType> Types = new()
    {
        [0] = StoredType.Boolean,
        [1] = StoredType.Int16,
        [2] = StoredType.Int32,
        [3] = StoredType.Int64,
        [4] = StoredType.Float16,
        [5] = StoredType.Float32,
        [6] = StoredType.Float64,
        [20] = StoredType.Int8,
        [21] = StoredType.Int8,
        [22] = StoredType.BFloat16,
        [23] = StoredType.Complex64,
        [24] = StoredType.Complex128,
        [32] = StoredType.Float8,
        [33] = StoredType.Float8,
    };

    /// <summary>Reads the program.</summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    internal static PaddleProgram Read(ModelFile file, ReadOptions options, CancellationToken cancellation)
    {
        var program = PayloadPruner.Read(
            file,
            Schema.Program.Parser,
            Wire.Value.Message("Program"),
            options,
            cancellation
        );
        if (program.Blocks.Count == 0 || program.Blocks[0].Operators.Count == 0)
            throw file.Damaged("its program has no block with operators");

        var variables = new Dictionary<string, PaddleVariable>(StringComparer.Ordinal);
        var written = program.Blocks.SelectMany(block => block.Variables).ToArray();
        // Older writers mark none of them.
        bool marksParameters = Array.Exists(written, variable => variable.IsParameter);
        foreach (var variable in written)
            variables[variable.Name] = Read(variable) with
            {
                IsParameter = marksParameters ? variable.IsParameter : null,
            };
        return new PaddleProgram([.. program.Blocks[0].Operators.Select(Read)], variables, program.Blocks.Count > 1);
    }

    /// <summary>The type of elements by its number; null for one that is not known.</summary>
    internal static StoredType? TypeOf(int number) => Types.TryGetValue(number, out var type) ? type : null;

    private static PaddleVariable Read(Variable variable)
    {
        var tensor = variable.Type?.Tensor?.Tensor;
        return new PaddleVariable(
            variable.Name,
            tensor?.Sizes,
            tensor is null ? null : TypeOf(tensor.DataType),
            variable.Persistable
        );
    }

    private static PaddleNode Read(Operator proto)
    {
        var settings = new Dictionary<string, PaddleSetting>(StringComparer.Ordinal);
        foreach (var setting in proto.Settings)
            settings[setting.Name] = Read(setting);
        return new PaddleNode(
            null,
            proto.Type,
            [.. proto.Inputs.Select(Read)],
            [.. proto.Outputs.Select(Read)],
            settings
        )
        {
            HasBlocks = settings.ContainsKey("sub_block"),
        };
    }

    // The place that data is taken from, and brought to, is no tensor.
    private static PaddleArgument Read(Operator.Types.Argument argument) =>
        new(argument.Parameter, [.. argument.Variables.Where(name => name is not ("feed" or "fetch"))]);

    private static PaddleSetting Read(Operator.Types.Setting setting)
    {
        long[] wholes =
            setting.HasWhole ? [setting.Whole]
            : setting.HasLong ? [setting.Long]
            : setting.Wholes.Count > 0 ? [.. setting.Wholes.Select(value => (long)value)]
            : [.. setting.Longs];
        return new PaddleSetting
        {
            Text = setting.HasText ? setting.Text : null,
            Truth = setting.HasTruth ? setting.Truth : null,
            Wholes = wholes,
            Reals =
                setting.HasReal ? [setting.Real]
                : setting.Reals.Count > 0 ? [.. setting.Reals.Select(value => (double)value)]
                : [.. wholes.Select(value => (double)value)],
        };
    }
}
