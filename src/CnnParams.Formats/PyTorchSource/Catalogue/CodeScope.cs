using System.Text.RegularExpressions;
using CnnParams.Formats.PyTorch.Writing;
using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.PyTorchSource.Catalogue;

/// <summary>The modules directly within a module, in the order in which its forward calls them.</summary>
internal sealed class CodeScope(string path)
{
    private static readonly Regex Repeated = new(@"^(.+)_\d+$");

    internal List<CodeItem> Items { get; } = [];

    /// <summary>The scope of a module directly within.</summary>
    /// <exception cref="InexpressibleException">Other modules have been called since it was.</exception>
    internal CodeScope Below(string name)
    {
        if (Items.FindIndex(item => item.Name == name) is >= 0 and var at)
            return at == Items.Count - 1 && Items[at].Scope is { } scope
                ? scope
                : throw new InexpressibleException($"the modules in {Join(name)} are not called one after the other");
        var made = new CodeItem(name, null, new CodeScope(Join(name)), false);
        Items.Add(made);
        return made.Scope!;
    }

    /// <summary>Adds a layer; a module without weights that is called again is the same module.</summary>
    internal void Add(string name, CodeUnit unit)
    {
        bool isRepeated =
            unit.Maker is not null
            && Repeated.Match(name) is { Success: true } match
            && Items.Any(item =>
                item.Name == match.Groups[1].Value && item.Unit?.Maker == unit.Maker && !unit.HasWeights
            );
        if (Items.Exists(item => item.Name == name && item.Scope is not null))
            throw new InexpressibleException($"{Join(name)} is a layer and has others within it");
        Items.Add(new CodeItem(isRepeated ? Repeated.Match(name).Groups[1].Value : name, unit, null, isRepeated));
    }

    private string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";
}

/// <summary>A module of a scope: one layer, or a scope of its own.</summary>
internal sealed record CodeItem(string Name, CodeUnit? Unit, CodeScope? Scope, bool IsShared)
{
    /// <summary>The layers in it.</summary>
    internal IEnumerable<CodeUnit> Units() => Unit is { } unit ? [unit] : Scope!.Items.SelectMany(item => item.Units());
}

/// <summary>What is done for one layer: the lines, and the module that they call.</summary>
internal sealed class CodeUnit
{
    private static readonly Dictionary<string, string> Activations = new(StringComparer.Ordinal)
    {
        ["relu"] = "ReLU",
        ["relu6"] = "ReLU6",
        ["silu"] = "SiLU",
        ["gelu"] = "GELU",
        ["sigmoid"] = "Sigmoid",
        ["tanh"] = "Tanh",
        ["hard_swish"] = "Hardswish",
        ["hard_sigmoid"] = "Hardsigmoid",
        ["leaky_relu"] = "LeakyReLU",
        ["elu"] = "ELU",
        ["mish"] = "Mish",
    };

    // A function of torch.nn.functional whose module takes the same arguments but for the tensor.
    private static readonly Regex Function = new(
        @"^F\.(max_pool|avg_pool|adaptive_avg_pool|adaptive_max_pool)(\dd)\(\w+, (.*)\)$"
    );

    private readonly WrittenLayer _written;

    private CodeUnit(WrittenLayer written, string[] reads) => (_written, Reads) = (written, reads);

    internal string[] Reads { get; }

    internal string[] Writes => _written.Variables;

    /// <summary>What makes its module; null where it is a function.</summary>
    internal string? Maker { get; private set; }

    /// <summary>Whether it is its module, called with one tensor.</summary>
    internal bool IsPlainCall { get; private set; }

    internal bool HasWeights => _written.Modules.Count > 0;

    internal static CodeUnit Of(WrittenLayer written, Func<string, IEnumerable<string>> read)
    {
        string[] reads =
        [
            .. written.Statements.SelectMany(read).Where(name => !written.Variables.Contains(name)).Distinct(),
        ];
        var unit = new CodeUnit(written, reads);
        if (written.Modules.Count > 1)
            throw new InexpressibleException($"{written.Layer.Name} is several modules");
        if (written.Modules is [var module])
        {
            unit.Maker = module.Expression;
            unit.IsPlainCall =
                reads.Length == 1
                && written.Statements is [var line]
                && line == $"{written.Variables[0]} = {module.Access}({reads[0]})";
        }
        else if (reads.Length == 1 && written.Statements.Length == 1)
        {
            unit.Maker = ModuleOf(written, reads[0]);
            unit.IsPlainCall = unit.Maker is not null;
        }

        return unit;
    }

    /// <summary>The lines, in which the module is reached in another way.</summary>
    internal IEnumerable<string> Statements(string access)
    {
        if (_written.Modules is [var module])
            return _written.Statements.Select(line => line.Replace(module.Access, access));
        return IsPlainCall ? [$"{_written.Variables[0]} = {access}({Reads[0]})"] : _written.Statements;
    }

    // The writer calls functions where torchvision has modules.
    private static string? ModuleOf(WrittenLayer written, string read)
    {
        string expression = written.Statements[0].Substring(written.Statements[0].IndexOf('=') + 2);
        return written.Layer.Layer switch
        {
            Activation activation when Activations.TryGetValue(activation.Function, out string? name) => $"nn.{name}()",
            Pooling or AdaptivePooling when Function.Match(expression) is { Success: true } match =>
                $"nn.{string.Concat(match.Groups[1].Value.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)))}{match.Groups[2].Value}({match.Groups[3].Value})",
            Dropout { Kind: DropoutKind.Dropout } dropout => $"nn.Dropout({PythonNames.Number(dropout.Rate)})",
            _ => null,
        };
    }
}
