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

    internal static IEnumerable<BoundName> Of(Statement statement) =>
        statement switch
        {
            Assign assign => assign.Targets.SelectMany(Of).Concat(Filled(assign.Value)),
            AugmentedAssign augmented => Of(augmented.Target),
            AnnotatedAssign { Value: not null } annotated => Of(annotated.Target),
            FunctionDef function => Whole(function.Name),
            ClassDef type => Whole(type.Name),
            Import import => import.Names.SelectMany(name => Whole(name.Alias ?? name.Name.Split('.')[0])),
            ImportFrom import => import
                .Names.Where(name => name.Name != "*")
                .SelectMany(name => Whole(name.Alias ?? name.Name)),
            If condition => condition.Then.Concat(condition.Otherwise).SelectMany(Of),
            For loop => Of(loop.Target).Concat(loop.Body.Concat(loop.Otherwise).SelectMany(Of)),
            While loop => loop.Body.Concat(loop.Otherwise).SelectMany(Of),
            With with => (with.Target is null ? [] : Of(with.Target)).Concat(with.Body.SelectMany(Of)),
            ExpressionStatement expression => Filled(expression.Value),
            Try attempt => attempt.Body.Concat(attempt.Otherwise).Concat(attempt.Final).SelectMany(Of),
            _ => [],
        };

    private static IEnumerable<BoundName> Of(Expr target) =>
        target switch
        {
            Name name => Whole(name.Id),
            Starred starred => Of(starred.Value),
            Sequence sequence => sequence.Items.SelectMany(Of),
            Subscript { Value: Name filled } => Whole(filled.Id),
            AttributeOf or Subscript => PartOf(target),
            _ => [],
        };

    // model.add(layer) changes the whole, model.features.append(layer) and setattr(model, ...) a part of it.
    private static IEnumerable<BoundName> Filled(Expr value) =>
        value switch
        {
            Call { Function: AttributeOf { Value: Name filled, Name: var method } } when Filling.Contains(method) =>
                Whole(filled.Id),
            Call { Function: AttributeOf { Value: var filled, Name: var method } } when Filling.Contains(method) =>
                PartOf(filled),
            Call { Function: Name { Id: "setattr" }, Arguments: [var changed, ..] } => PartOf(changed.Value),
            _ => [],
        };

    private static IEnumerable<BoundName> PartOf(Expr target)
    {
        while (target is AttributeOf or Subscript)
            target = target is AttributeOf attribute ? attribute.Value : ((Subscript)target).Value;
        return target is Name name ? [new BoundName(name.Id, IsPart: true)] : [];
    }

    private static IEnumerable<BoundName> Whole(string name) => [new BoundName(name, IsPart: false)];
}

/// <summary>A name that a statement gives a value, or whose value it changes.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsPart">Whether it is a part of what the name stands for.</param>
internal sealed record BoundName(string Name, bool IsPart);
