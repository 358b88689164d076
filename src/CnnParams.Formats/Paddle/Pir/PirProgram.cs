using System.Text.Json;
using CnnParams.Formats.Json;
using CnnParams.Reading;

namespace CnnParams.Formats.Paddle;

/// <summary>
/// A program as PaddlePaddle writes it since 3.0, its intermediate representation in JSON
/// (paddle/fluid/pir/serialize_deserialize: schema.h and ir_serialize.cc). Values are numbered; a name of an operator
/// is the number of its dialect and its name there. Arguments have no names but positions, and what a .pdmodel has as a
/// setting is often an argument, of an operator that makes a constant.
/// </summary>
internal sealed class PirProgram
{
    private static readonly string[] Dialects = ["builtin", "pd_op", "cf", "custom_op", "dist_op"];

    private readonly PirValues _values = new();
    private readonly Dictionary<string, Action<PirOperation>> _structures;
    private readonly List<PaddleNode> _nodes = [];

    private PirProgram() =>
        _structures = new Dictionary<string, Action<PirOperation>>(StringComparer.Ordinal)
        {
            ["p"] = AddParameter,
            ["builtin.combine"] = Combine,
            ["builtin.split"] = Split,
            ["builtin.slice"] = Pick,
            ["builtin.set_parameter"] = _ => { },
            ["builtin.shadow_output"] = _ => { },
        };

    /// <summary>Whether a file begins as such a program does.</summary>
    internal static bool IsAtStartOf(ModelFile file) =>
        !file.IsFolder && file.Head.Length > 0 && JsonHead.Members(file).ContainsKey("base_code");

    /// <summary>Reads the program.</summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    internal static PaddleProgram Read(ModelFile file, CancellationToken cancellation)
    {
        using var json = JsonContent.Parse(file.Open(), file, cancellation);
        if (json.RootElement.Member("base_code")?.Member("magic")?.Text() is not "pir" and var magic)
            throw file.Unsupported(
                $"its base_code has the magic '{magic}', and not 'pir' as a program of PaddlePaddle"
            );

        var regions = json.RootElement.Member("program")?.Member("regions").Items().ToArray() ?? [];
        var blocks = regions.SelectMany(region => region.Member("blocks").Items()).ToArray();
        var program = new PirProgram();
        int number = 0;
        foreach (var operation in blocks.Take(1).SelectMany(block => block.Member("ops").Items()))
        {
            cancellation.ThrowIfCancellationRequested();
            program.Add(new PirOperation(operation, number++, file));
        }

        if (program._nodes.Count == 0)
            throw file.Damaged("its program has no block with operators");
        return new PaddleProgram(
            program._nodes,
            program._values.Variables,
            blocks.Length > 1 || program._nodes.Exists(node => node.HasBlocks)
        );
    }

    private void Add(PirOperation operation)
    {
        string[] name = operation.Name.Split(['.'], 2);
        string dialect =
            int.TryParse(name[0], out int number) && number >= 0 && number < Dialects.Length
                ? Dialects[number]
                : name[0];
        if (_structures.TryGetValue(name.Length > 1 ? $"{dialect}.{name[1]}" : dialect, out var add))
            add(operation);
        else
            AddNode(
                operation,
                name.Length > 1 && dialect == "pd_op"
                    ? PirVocabulary.Find(name[1])
                    : new PirWord($"{dialect}.{name[name.Length - 1]}", ["X"])
            );
    }

    // Flags of the parameter, and its name as the fourth; it writes one value, not a list of them.
    private void AddParameter(PirOperation operation)
    {
        if (
            operation.Attributes.Skip(3).FirstOrDefault() is not { ValueKind: JsonValueKind.String } name
            || operation.Result is not { } result
        )
            throw operation.Damaged("is a parameter without a name, or without a value");
        _values.Define(operation, result, [PirTypes.Read(name.GetString()!, result.Member("TT"), isKept: true)]);
    }

    private void Combine(PirOperation operation) =>
        _values.Alias(
            operation,
            operation.Results,
            [operation.Operands.Select(id => _values.Single(operation, id)).ToArray()]
        );

    private void Split(PirOperation operation)
    {
        if (operation.Operands is not [var list])
            throw operation.Damaged("splits more than one list");
        _values.Alias(operation, operation.Results, [.. _values.Read(operation, list).Select(item => new[] { item })]);
    }

    private void Pick(PirOperation operation)
    {
        if (
            operation.Operands is not [var list]
            || operation.Setting("index")?.Wholes is not [>= 0 and var index]
            || index >= _values.Read(operation, list).Count
        )
            throw operation.Damaged("picks no item of a list");
        _values.Alias(
            operation,
            operation.Results,
            [
                [_values.Read(operation, list)[(int)index]],
            ]
        );
    }

    private void AddNode(PirOperation operation, PirWord word)
    {
        var inputs = new List<PaddleArgument>();
        var settings = new Dictionary<string, PaddleSetting>(StringComparer.Ordinal);
        foreach (var setting in operation.Settings)
            settings[PirVocabulary.Setting(word, setting.Key)] = setting.Value;
        for (int i = 0; i < operation.Operands.Count; i++)
        {
            var read = _values.Read(operation, operation.Operands[i]);
            string argument = word.Argument(i);
            if (!argument.StartsWith("*", StringComparison.Ordinal))
                inputs.Add(new PaddleArgument(argument, read));
            else if (_values.Constant(read) is { } constant)
                settings[argument.Substring(1)] = constant;
        }

        bool hasBlocks = operation.HasBlocks;
        if (hasBlocks)
            inputs.Add(
                new PaddleArgument(
                    "Captured",
                    [
                        .. operation
                            .ReadWithin()
                            .Where(_values.Has)
                            .SelectMany(id => _values.Read(operation, id))
                            .Distinct(StringComparer.Ordinal),
                    ]
                )
            );

        PaddleArgument[] outputs =
        [
            .. operation.Results.Select(
                (result, i) => new PaddleArgument(i == 0 ? "Out" : "More", _values.Define(operation, result))
            ),
        ];
        string name =
            word.Type == "feed" && operation.Setting("name")?.Text is { } given
                ? given
                : NameOf(operation, word, inputs);
        _nodes.Add(new PaddleNode(name, word.Type, inputs, outputs, settings) { HasBlocks = hasBlocks });
        if (word.Arguments.Count == 0 && outputs is [{ Variables: [var written] }])
            _values.Fix(
                written,
                settings.TryGetValue("value", out var value) || settings.TryGetValue("values", out value)
                    ? value
                    : new PaddleSetting()
            );
    }

    // Where its module stands, and what its weights are called, before the kind of each; or else its number.
    private string NameOf(PirOperation operation, PirWord word, IEnumerable<PaddleArgument> inputs)
    {
        string? weight = inputs.SelectMany(input => input.Variables).FirstOrDefault(_values.IsKept);
        string own =
            weight is not null && weight.LastIndexOf('.') is > 0 and var end
                ? weight.Substring(0, end)
                : weight ?? FormattableString.Invariant($"{word.Type}_{operation.FirstResult}");
        return operation.Setting("struct_name")?.Text?.Trim('/') is { Length: > 0 } path ? $"{path}/{own}" : own;
    }
}
