using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>
/// The names that a statement of a module binds, in blocks of it too but not within functions. What a statement puts
/// into a collection or a model changes what its name stands for: without it, a part would be missing and nobody told.
/// </summary>
internal static class BoundNames
{
    private static readonly HashSet<string> Filling =
    [
        "add",
        "append",
        "appendleft",
        "extend",
        "insert",
        "update",
        "add_module",
        "register_module",
    ];

    internal static IEnumerable<string> Of(Statement statement) =>
        statement switch
        {
            Assign assign => assign.Targets.SelectMany(Of),
            AugmentedAssign augmented => Of(augmented.Target),
            AnnotatedAssign { Value: not null } annotated => Of(annotated.Target),
            FunctionDef function => [function.Name],
            ClassDef type => [type.Name],
            Import import => import.Names.Select(name => name.Alias ?? name.Name.Split('.')[0]),
            ImportFrom import => import.Names.Where(name => name.Name != "*").Select(name => name.Alias ?? name.Name),
            If condition => condition.Then.Concat(condition.Otherwise).SelectMany(Of),
            For loop => Of(loop.Target).Concat(loop.Body.Concat(loop.Otherwise).SelectMany(Of)),
            While loop => loop.Body.Concat(loop.Otherwise).SelectMany(Of),
            With with => (with.Target is null ? [] : Of(with.Target)).Concat(with.Body.SelectMany(Of)),
            ExpressionStatement { Value: Call { Function: AttributeOf { Value: Name filled, Name: var method } } }
                when Filling.Contains(method) => [filled.Id],
            Try attempt => attempt.Body.Concat(attempt.Otherwise).Concat(attempt.Final).SelectMany(Of),
            _ => [],
        };

    private static IEnumerable<string> Of(Expr target) =>
        target switch
        {
            Name name => [name.Id],
            Starred starred => Of(starred.Value),
            Sequence sequence => sequence.Items.SelectMany(Of),
            Subscript { Value: Name filled } => [filled.Id],
            _ => [],
        };
}
