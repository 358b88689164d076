using System.Runtime.CompilerServices;
using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

/// <summary>Goes through a syntax tree and notes which names each scope binds and uses.</summary>
internal sealed class ScopeBuilder
{
    private Scope _scope;

    private ScopeBuilder(Scope module) => _scope = module;

    /// <summary>The scopes of the functions, classes and comprehensions, by their nodes.</summary>
    internal Dictionary<Node, Scope> Scopes { get; } = [];

    internal static (Scope Module, Dictionary<Node, Scope> Scopes) Build(Statement[] statements)
    {
        var module = new Scope(ScopeKind.Module, "<module>", null);
        var builder = new ScopeBuilder(module);
        builder.Visit(statements);
        module.Resolve();
        return (module, builder.Scopes);
    }

    private void Visit(Statement[] statements)
    {
        foreach (var statement in statements)
            Visit(statement);
    }

    private void Visit(Statement statement)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (statement)
        {
            case ExpressionStatement expression:
                Visit(expression.Value);
                break;
            case Assign assign:
                Visit(assign.Value);
                Bind(assign.Targets);
                break;
            case AugmentedAssign augmented:
                Visit(augmented.Value);
                Visit(augmented.Target);
                Bind(augmented.Target);
                break;
            case AnnotatedAssign annotated:
                Visit(annotated.Value);
                Bind(annotated.Target);
                break;
            case Return result:
                Visit(result.Value);
                break;
            case Raise raise:
                Visit(raise.Error);
                Visit(raise.Cause);
                break;
            case Assert assert:
                Visit(assert.Test);
                Visit(assert.Message);
                break;
            case Delete delete:
                Bind(delete.Targets);
                break;
            case ScopeDeclaration declaration:
                foreach (string name in declaration.Names)
                    _scope.Add(name, declaration.IsGlobal ? NameUse.Global : NameUse.Nonlocal);
                break;
            case Import import:
                foreach (var imported in import.Names)
                    Bind(imported.Alias ?? imported.Name.Split('.')[0]);
                break;
            case ImportFrom import:
                foreach (var imported in import.Names.Where(imported => imported.Name != "*"))
                    Bind(imported.Alias ?? imported.Name);
                break;
            case FunctionDef function:
                VisitFunction(function);
                break;
            case ClassDef type:
                VisitClass(type);
                break;
            default:
                VisitBlocks(statement);
                break;
        }
    }

    private void VisitBlocks(Statement statement)
    {
        switch (statement)
        {
            case If condition:
                Visit(condition.Test);
                Visit(condition.Then);
                Visit(condition.Otherwise);
                break;
            case While loop:
                Visit(loop.Test);
                Visit(loop.Body);
                Visit(loop.Otherwise);
                break;
            case For loop:
                Visit(loop.Items);
                Bind(loop.Target);
                Visit(loop.Body);
                Visit(loop.Otherwise);
                break;
            case With with:
                Visit(with.Manager);
                if (with.Target is not null)
                    Bind(with.Target);
                Visit(with.Body);
                break;
            case Try attempt:
                Visit(attempt.Body);
                foreach (var handler in attempt.Handlers)
                {
                    Visit(handler.ErrorType);
                    if (handler.Name is not null)
                        Bind(handler.Name);
                    Visit(handler.Body);
                }

                Visit(attempt.Otherwise);
                Visit(attempt.Final);
                break;
            case Match match:
                Visit(match.Subject);
                foreach (var matched in match.Cases)
                {
                    Visit(matched.Pattern);
                    Visit(matched.Guard);
                    Visit(matched.Body);
                }

                break;
        }
    }

    private void VisitFunction(FunctionDef function)
    {
        foreach (var decorator in function.Decorators)
            Visit(decorator);
        VisitDefaults(function.Parameters);
        Bind(function.Name);
        Enter(function, ScopeKind.Function, function.Name, function.Parameters);
        Visit(function.Body);
        _scope = _scope.Parent!;
    }

    private void VisitClass(ClassDef type)
    {
        foreach (var decorator in type.Decorators)
            Visit(decorator);
        foreach (var argument in type.Bases)
            Visit(argument.Value);
        Bind(type.Name);
        Enter(type, ScopeKind.Class, type.Name, null);
        Visit(type.Body);
        _scope = _scope.Parent!;
    }

    private void Enter(Node node, ScopeKind kind, string name, ParameterList? parameters)
    {
        var scope = new Scope(kind, name, _scope);
        _scope.Children.Add(scope);
        _scope = scope;
        Scopes[node] = scope;
        foreach (var parameter in parameters?.Items ?? [])
            scope.Add(parameter.Name, NameUse.Bound | NameUse.Parameter);
    }

    private void VisitDefaults(ParameterList parameters)
    {
        foreach (var parameter in parameters.Items)
            Visit(parameter.Default);
    }

    private void Visit(Expr? expression)
    {
        if (expression is null or Constant)
            return;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression)
        {
            case Name name:
                _scope.Add(name.Id, NameUse.Used);
                if (name.Id == "super" && _scope.Kind == ScopeKind.Function)
                    _scope.Add("__class__", NameUse.Used);
                break;
            case AttributeOf attribute:
                Visit(attribute.Value);
                break;
            case Call call:
                Visit(call.Function);
                foreach (var argument in call.Arguments)
                    Visit(argument.Value);
                break;
            case Binary binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case Subscript subscript:
                Visit(subscript.Value);
                Visit(subscript.Index);
                break;
            case Sequence sequence:
                Visit(sequence.Items);
                break;
            case Comprehension comprehension:
                VisitComprehension(comprehension);
                break;
            case Lambda lambda:
                VisitDefaults(lambda.Parameters);
                Enter(lambda, ScopeKind.Function, "<lambda>", lambda.Parameters);
                Visit(lambda.Body);
                _scope = _scope.Parent!;
                break;
            case NamedExpr named:
                Visit(named.Value);
                BindOutside(named.Target.Id);
                break;
            default:
                VisitOthers(expression);
                break;
        }
    }

    private void VisitOthers(Expr expression)
    {
        switch (expression)
        {
            case Unary unary:
                Visit(unary.Operand);
                break;
            case Logical logical:
                Visit(logical.Operands);
                break;
            case Comparison comparison:
                Visit(comparison.Left);
                Visit(comparison.Rights);
                break;
            case Conditional conditional:
                Visit(conditional.Test);
                Visit(conditional.Then);
                Visit(conditional.Otherwise);
                break;
            case SliceOf slice:
                Visit(slice.Lower);
                Visit(slice.Upper);
                Visit(slice.Step);
                break;
            case Starred starred:
                Visit(starred.Value);
                break;
            case DictDisplay dict:
                Visit(dict.Keys!);
                Visit(dict.Values);
                break;
            case FormattedText text:
                Visit(text.Parts);
                break;
            case FormattedField field:
                Visit(field.Value);
                Visit(field.Specification);
                break;
            case YieldOf yielded:
                _scope.IsGenerator = true;
                Visit(yielded.Value);
                break;
            case Await await:
                Visit(await.Value);
                break;
        }
    }

    private void Visit(Expr[] expressions)
    {
        foreach (var expression in expressions)
            Visit(expression);
    }

    // The first items are computed outside; everything else is a function of its own.
    private void VisitComprehension(Comprehension comprehension)
    {
        Visit(comprehension.Clauses[0].Items);
        Enter(comprehension, ScopeKind.Function, "<comprehension>", null);
        _scope.IsGenerator = comprehension.Kind == ComprehensionKind.Generator;
        _scope.Add(Compiler.ItemsParameter, NameUse.Bound | NameUse.Parameter);
        foreach (var clause in comprehension.Clauses)
        {
            if (clause != comprehension.Clauses[0])
                Visit(clause.Items);
            Bind(clause.Target);
            Visit(clause.Conditions);
        }

        Visit(comprehension.Element);
        Visit(comprehension.Value);
        _scope = _scope.Parent!;
    }

    private void Visit(Pattern pattern)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (pattern)
        {
            case ValuePattern value:
                Visit(value.Value);
                break;
            case CapturePattern capture:
                if (capture.Pattern is not null)
                    Visit(capture.Pattern);
                if (capture.Name is not null)
                    Bind(capture.Name);
                break;
            case StarPattern { Name: { } name }:
                Bind(name);
                break;
            case SequencePattern sequence:
                Array.ForEach(sequence.Items, Visit);
                break;
            case AlternativePattern alternative:
                Array.ForEach(alternative.Items, Visit);
                break;
            case MappingPattern mapping:
                Visit(mapping.Keys);
                Array.ForEach(mapping.Values, Visit);
                if (mapping.Rest is not null)
                    Bind(mapping.Rest);
                break;
            case ClassPattern type:
                Visit(type.ClassName);
                Array.ForEach(type.Items, Visit);
                Array.ForEach(type.Values, Visit);
                break;
        }
    }

    private void Bind(string name) => _scope.Add(name, NameUse.Bound);

    // A walrus in a comprehension binds in the function around it.
    private void BindOutside(string name)
    {
        var scope = _scope;
        while (scope.Name == "<comprehension>")
        {
            scope.Add(name, NameUse.Nonlocal | NameUse.Used);
            scope = scope.Parent!;
        }

        scope.Add(name, NameUse.Bound);
        if (scope.Kind == ScopeKind.Module)
        {
            for (var inner = _scope; inner != scope; inner = inner.Parent!)
                inner.Names[name] = NameUse.Global;
        }
    }

    private void Bind(Expr[] targets)
    {
        foreach (var target in targets)
            Bind(target);
    }

    private void Bind(Expr target)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (target)
        {
            case Name name:
                Bind(name.Id);
                break;
            case Starred starred:
                Bind(starred.Value);
                break;
            case Sequence sequence:
                Bind(sequence.Items);
                break;
            default:
                Visit(target);
                break;
        }
    }
}
