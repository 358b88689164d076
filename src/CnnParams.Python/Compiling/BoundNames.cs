using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>The names that a statement of a module binds, in blocks of it too but not within functions.</summary>
internal static class BoundNames
{
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
            For loop => Of(loop.Target).Concat(InnerStatements.Of(loop).SelectMany(Of)),
            With with => (with.Target is null ? [] : Of(with.Target)).Concat(with.Body.SelectMany(Of)),
            _ => InnerStatements.Of(statement).SelectMany(Of),
        };

    private static IEnumerable<string> Of(Expr target) =>
        target switch
        {
            Name name => [name.Id],
            Starred starred => Of(starred.Value),
            Sequence sequence => sequence.Items.SelectMany(Of),
            _ => [],
        };
}
