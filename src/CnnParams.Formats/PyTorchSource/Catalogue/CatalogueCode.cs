using System.Text;
using System.Text.RegularExpressions;
using CnnParams.Formats.PyTorch.Writing;
using CnnParams.Formats.Writing;
using CnnParams.Measuring;
using CnnParams.Networks;

namespace CnnParams.Formats.PyTorchSource.Catalogue;

/// <summary>
/// A network of the catalogue as modules of PyTorch that a source can take apart: what has a path is a module there,
/// chains are Sequential, and each other module has a forward of what its layers do. The writer of PyTorch files gives
/// the lines.
/// </summary>
internal sealed class CatalogueCode
{
    private static readonly Regex Word = new(@"(?<![\w.'])[A-Za-z_]\w*(?!')");
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _variables;
    private readonly List<CodeUnit> _units = [];
    private readonly HashSet<string> _results;
    private int _classes;

    private CatalogueCode(PyTorchOutline outline)
    {
        _variables = new HashSet<string>(
            outline.Inputs.Concat(outline.Written.SelectMany(layer => layer.Variables)),
            StringComparer.Ordinal
        );
        _results = new HashSet<string>(outline.Results.SelectMany(Read), StringComparer.Ordinal);
    }

    /// <summary>The source of a class of a name whose objects are the network.</summary>
    /// <exception cref="Reading.ModelFileException">Some layers cannot be expressed.</exception>
    /// <exception cref="InexpressibleException">Modules are interwoven, so that none can be called by
    /// itself.</exception>
    internal static string Print(Network network, string name)
    {
        var writable = new WritableNetwork(Measurer.Measure(network));
        var outline = new PyTorchOutline(writable, namesAll: true);
        LayerRules<PyTorchOutline>.WriteAll(writable, "PyTorch", outline, default);
        var code = new CatalogueCode(outline);
        var root = code.Plan(outline);
        outline.Parts.Print(code._text);
        code._text.Append("import torchvision\nfrom collections import OrderedDict\n");
        code.PrintClass(root, name, [.. outline.Inputs], [.. outline.Results]);
        return code._text.ToString();
    }

    private IEnumerable<string> Read(string text) =>
        Word.Matches(text).Cast<Match>().Select(match => match.Value).Where(_variables.Contains);

    private CodeScope Plan(PyTorchOutline outline)
    {
        var root = new CodeScope("");
        foreach (var written in outline.Written)
        {
            var unit = CodeUnit.Of(written, Read);
            _units.Add(unit);
            string[] path = written.Layer.Name.Split('.');
            var scope = path.Take(path.Length - 1).Aggregate(root, (scope, part) => scope.Below(part));
            scope.Add(path[path.Length - 1], unit);
        }

        return root;
    }

    // A class for the modules directly within a scope; those further within have classes of their own.
    private void PrintClass(CodeScope scope, string name, string[] inputs, string[] outputs)
    {
        var makers = new StringBuilder();
        var steps = new StringBuilder();
        foreach (var item in scope.Items)
        {
            var (maker, call) = Print(item);
            if (maker is not null)
                makers.Append(FormattableString.Invariant($"        self.add_module('{item.Name}', {maker})\n"));
            steps.Append(call);
        }

        _text
            .Append(
                FormattableString.Invariant(
                    $"\n\nclass {name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                )
            )
            .Append(makers)
            .Append(FormattableString.Invariant($"\n    def forward({string.Join(", ", inputs.Prepend("self"))}):\n"))
            .Append(steps)
            .Append(FormattableString.Invariant($"        return {string.Join(", ", outputs)}\n"));
    }

    private (string? Maker, string Call) Print(CodeItem item)
    {
        string access = $"self._modules['{item.Name}']";
        if (item.Unit is { } unit)
        {
            string lines = string.Concat(unit.Statements(access).Select(line => $"        {line}\n"));
            return (item.IsShared ? null : unit.Maker, lines);
        }

        string[] inputs = Inputs(item),
            outputs = Outputs(item);
        string call = $"        {string.Join(", ", outputs)} = {access}({string.Join(", ", inputs)})\n";
        return (Maker(item, inputs, outputs), call);
    }

    private string Maker(CodeItem item, string[] inputs, string[] outputs)
    {
        if (IsChain(item.Scope!, inputs, outputs))
        {
            var parts = item.Scope!.Items.Select(part => $"('{part.Name}', {Print(part).Maker})");
            return $"nn.Sequential(OrderedDict([{string.Join(", ", parts)}]))";
        }

        string name = FormattableString.Invariant($"Block{++_classes}");
        PrintClass(item.Scope!, name, inputs, outputs);
        return $"{name}()";
    }

    private bool IsChain(CodeScope scope, string[] inputs, string[] outputs)
    {
        if (inputs.Length != 1 || outputs.Length != 1)
            return false;
        string before = inputs[0];
        foreach (var item in scope.Items)
        {
            string[] reads = Inputs(item),
                leaves = Outputs(item);
            bool isModule = !item.IsShared && (item.Unit is null || item.Unit.IsPlainCall);
            if (!isModule || reads.Length != 1 || reads[0] != before || leaves.Length != 1)
                return false;
            before = leaves[0];
        }

        return before == outputs[0];
    }

    // What a part reads that is not its own, and what of its own others read.
    private static string[] Inputs(CodeItem item)
    {
        var own = new HashSet<string>(item.Units().SelectMany(unit => unit.Writes), StringComparer.Ordinal);
        return [.. item.Units().SelectMany(unit => unit.Reads).Where(name => !own.Contains(name)).Distinct()];
    }

    private string[] Outputs(CodeItem item)
    {
        var within = new HashSet<CodeUnit>(item.Units());
        var read = new HashSet<string>(
            _units.Where(unit => !within.Contains(unit)).SelectMany(unit => unit.Reads).Concat(_results),
            StringComparer.Ordinal
        );
        return [.. item.Units().SelectMany(unit => unit.Writes).Where(read.Contains).Distinct()];
    }
}
