using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>
/// What a statement puts into a collection or a model: <c>model.add(layer)</c>, <c>self.head = Head(3)</c>. If it
/// fails, a part would be missing and nobody told.
/// </summary>
/// <param name="Changed">What is changed.</param>
/// <param name="Attribute">The attribute that it is given; null for what it is filled with.</param>
/// <param name="Value">The value that is put there; null where a method is given it.</param>
internal sealed record Change(Expr Changed, string? Attribute, Expr? Value)
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

    internal static IEnumerable<Change> Of(Statement statement) =>
        statement switch
        {
            Assign assign => assign.Targets.SelectMany(target => Of(target, assign.Value)).Concat(By(assign.Value)),
            AugmentedAssign augmented => Of(augmented.Target, augmented.Value),
            AnnotatedAssign { Value: { } value } annotated => Of(annotated.Target, value),
            ExpressionStatement expression => By(expression.Value),
            _ => InnerStatements.Of(statement).SelectMany(Of),
        };

    private static IEnumerable<Change> Of(Expr target, Expr value) =>
        target switch
        {
            Sequence sequence => sequence.Items.SelectMany(item => Of(item, value)),
            AttributeOf attribute => [new Change(attribute.Value, attribute.Name, value)],
            Subscript subscript => [new Change(subscript.Value, null, value)],
            _ => [],
        };

    private static IEnumerable<Change> By(Expr call) =>
        call switch
        {
            Call { Function: AttributeOf { Value: var filled, Name: var method } } when Filling.Contains(method) =>
            [
                new Change(filled, null, null),
            ],
            Call { Function: Name { Id: "setattr" }, Arguments: [var changed, ..] } =>
            [
                new Change(changed.Value, null, null),
            ],
            _ => [],
        };
}
