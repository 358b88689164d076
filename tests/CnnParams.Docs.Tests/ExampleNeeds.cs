using System.Management.Automation.Language;
using CnnParams.Shell;

namespace CnnParams.Docs.Tests;

/// <summary>
/// What an example needs that the bare engine does not have: a command of pwsh's other modules (Export-Csv,
/// Select-Object ...), or a variable that an example with such a command has set. tests/pester runs all examples.
/// </summary>
internal sealed class ExampleNeeds(EngineSession session)
{
    private readonly HashSet<string> _unset = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The commands and variables that are missing; none for an example that runs here.</summary>
    public IReadOnlyList<string> Missing(string code)
    {
        ScriptBlockAst script = Parser.ParseInput(code, out _, out _);
        string[] functions = [.. All<FunctionDefinitionAst>(script).Select(function => function.Name)];
        string[] missing =
        [
            .. All<CommandAst>(script)
                .Select(command => command.GetCommandName())
                .Where(name => name is not null && !functions.Contains(name, StringComparer.OrdinalIgnoreCase) && !Resolves(name))
                .Distinct(StringComparer.OrdinalIgnoreCase),
            .. All<VariableExpressionAst>(script).Select(variable => variable.VariablePath.UserPath).Where(_unset.Contains).Distinct().Select(name => "$" + name),
        ];

        foreach (string name in Assigned(script))
        {
            if (missing.Length > 0)
                _unset.Add(name);
            else
                _unset.Remove(name);
        }

        return missing;
    }

    private bool Resolves(string command) => session.Invoke("Get-Command -Name $args[0] -ErrorAction Ignore", command).Output.Count > 0;

    private static IEnumerable<string> Assigned(ScriptBlockAst script) => All<AssignmentStatementAst>(script)
        .SelectMany(assignment => All<VariableExpressionAst>(assignment.Left))
        .Select(variable => variable.VariablePath.UserPath);

    private static IEnumerable<T> All<T>(Ast ast)
        where T : Ast => ast.FindAll(node => node is T, searchNestedScriptBlocks: true).Cast<T>();
}
