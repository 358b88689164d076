using System.Runtime.CompilerServices;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Compiling;

public sealed partial class Compiler
{
    private void CompileAll(Statement[] statements)
    {
        foreach (var statement in statements)
            Compile(statement);
    }

    private void Compile(Statement statement)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _writer.At = statement.At;
        switch (statement)
        {
            case ExpressionStatement { Value: Constant }:
            case Pass or ScopeDeclaration:
                break;
            case ExpressionStatement expression:
                Compile(expression.Value);
                _writer.Emit(OpCode.Pop, -1);
                break;
            case Assign assign:
                CompileAssign(assign);
                break;
            case AugmentedAssign augmented:
                CompileAugmented(augmented);
                break;
            case AnnotatedAssign annotated:
                CompileAnnotated(annotated);
                break;
            case Return result:
                CompileOrNone(result.Value);
                LeaveBlocks(0);
                _writer.At = statement.At;
                _writer.Emit(OpCode.Return, -1);
                break;
            case If condition:
                CompileIf(condition);
                break;
            case For loop:
                CompileFor(loop);
                break;
            case While loop:
                CompileWhile(loop);
                break;
            case FunctionDef function:
                CompileFunction(function);
                break;
            case ClassDef type:
                CompileClass(type);
                break;
            case Try attempt:
                CompileTry(attempt);
                break;
            case With with:
                CompileWith(with);
                break;
            case Break or Continue:
                CompileLeave(statement, statement is Break);
                break;
            case Match match:
                CompileMatch(match);
                break;
            default:
                CompileRare(statement);
                break;
        }
    }

    private void CompileRare(Statement statement)
    {
        switch (statement)
        {
            case Import import:
                CompileImport(import);
                break;
            case ImportFrom import:
                CompileImportFrom(import);
                break;
            case Raise raise:
                CompileRaise(raise);
                break;
            case Assert assert:
                var passed = NewLabel();
                Compile(assert.Test);
                _writer.Emit(OpCode.Holds, 0);
                _writer.Jump(OpCode.JumpIfTrue, passed, -1);
                CompileOrNone(assert.Message);
                _writer.At = statement.At;
                _writer.Emit(OpCode.FailAssertion, -1);
                Mark(passed);
                break;
            case Syntax.Delete delete:
                Array.ForEach(delete.Targets, Delete);
                break;
        }
    }

    private void CompileAssign(Assign assign)
    {
        Compile(assign.Value);
        for (int i = 0; i < assign.Targets.Length; i++)
        {
            if (i < assign.Targets.Length - 1)
                _writer.Emit(OpCode.Duplicate, 1);
            Store(assign.Targets[i]);
        }
    }

    private void CompileAugmented(AugmentedAssign augmented)
    {
        switch (augmented.Target)
        {
            case AttributeOf attribute:
                Compile(attribute.Value);
                _writer.Emit(OpCode.Duplicate, 1);
                _writer.Emit(OpCode.LoadAttribute, 0, _writer.Constant(attribute.Name));
                CompileInPlace(augmented);
                _writer.Emit(OpCode.RotateTwo, 0);
                _writer.Emit(OpCode.StoreAttribute, -2, _writer.Constant(attribute.Name));
                break;
            case Subscript subscript:
                Compile(subscript.Value);
                Compile(subscript.Index);
                _writer.Emit(OpCode.DuplicateTwo, 2);
                _writer.Emit(OpCode.LoadItem, -1);
                CompileInPlace(augmented);
                _writer.Emit(OpCode.RotateThree, 0);
                _writer.Emit(OpCode.StoreItem, -3);
                break;
            default:
                Compile(augmented.Target);
                CompileInPlace(augmented);
                Store(augmented.Target);
                break;
        }
    }

    private void CompileInPlace(AugmentedAssign augmented)
    {
        Compile(augmented.Value);
        _writer.At = augmented.At;
        _writer.Emit(OpCode.InPlace, -1, (int)augmented.Op);
    }

    private void CompileAnnotated(AnnotatedAssign annotated)
    {
        if (annotated.Value is not null)
        {
            Compile(annotated.Value);
            Store(annotated.Target);
        }

        if (annotated.Target is Name name && _scope.Kind == ScopeKind.Class)
            _writer.Emit(OpCode.Annotate, 0, _writer.Constant(name.Id), _writer.Constant(annotated.Annotation));
    }

    private void CompileIf(If condition)
    {
        // elif by elif: a chain is a list and not a nest.
        var end = NewLabel();
        while (true)
        {
            var otherwise = NewLabel();
            Compile(condition.Test);
            _writer.Jump(OpCode.JumpIfFalse, otherwise, -1);
            CompileAll(condition.Then);
            if (condition.Otherwise.Length > 0)
                _writer.Jump(OpCode.Jump, end);
            Mark(otherwise);
            if (condition.Otherwise is not [If next])
                break;
            condition = next;
        }

        CompileAll(condition.Otherwise);
        Mark(end);
    }

    private void CompileFunction(FunctionDef function)
    {
        foreach (var decorator in function.Decorators)
            Compile(decorator);
        var signature = new Signature(function.Parameters);
        int[] defaults = CompileDefaults(signature);
        _writer.At = function.At;
        MakeFunction(
            Template(
                function,
                function.Name,
                signature,
                defaults,
                compiler => compiler.CompileBody(function.Body),
                function
            )
        );
        Decorate(function.Decorators);
        Use(function.Name, Access.Store);
    }

    private void CompileClass(ClassDef type)
    {
        foreach (var decorator in type.Decorators)
            Compile(decorator);
        CompileUnpacked(
            type.Bases.Where(argument => argument.Name is null && argument.Stars < 2)
                .Select(argument =>
                    argument.Stars == 1 ? new Starred(argument.Value.At, argument.Value) : argument.Value
                ),
            isSet: false
        );
        _writer.Emit(OpCode.BuildDict, 1);
        foreach (var argument in type.Bases.Where(argument => argument.Name is not null))
        {
            _writer.LoadConstant(argument.Name!);
            Compile(argument.Value);
            _writer.Emit(OpCode.DictAdd, -2, 1);
        }

        string? documentation = type.Body is [ExpressionStatement { Value: Constant { Value: string text } }, ..]
            ? text
            : null;
        var template = Template(
            type,
            type.Name,
            NoParameters,
            [],
            compiler => compiler.CompileClassBody(type.Body, documentation)
        );
        _writer.At = type.At;
        _writer.Emit(OpCode.MakeClass, -1, _writer.Constant(template));
        Decorate(type.Decorators);
        Use(type.Name, Access.Store);
    }

    // What it returns is the cell that super() finds the class in.
    private Code CompileClassBody(Statement[] body, string? documentation)
    {
        _writer.LoadConstant(_scope.QualifiedName);
        _writer.Emit(OpCode.StoreName, -1, _writer.Constant("__qualname__"));
        if (documentation is not null)
        {
            _writer.LoadConstant(documentation);
            _writer.Emit(OpCode.StoreName, -1, _writer.Constant("__doc__"));
        }

        return CompileBody(body);
    }

    private void Decorate(Expr[] decorators)
    {
        for (int i = decorators.Length - 1; i >= 0; i--)
        {
            _writer.At = decorators[i].At;
            _writer.Emit(OpCode.Call, -1, 1, -1);
        }
    }

    private void CompileImport(Import import)
    {
        foreach (var imported in import.Names)
        {
            // A is the name; B is 1 where the last module is asked for, and not the first.
            _writer.Emit(
                OpCode.Import,
                1,
                _writer.Constant(imported.Name),
                (imported.Alias is null ? 0 : 1) | (_optionalImports > 0 ? 2 : 0)
            );
            Use(imported.Alias ?? imported.Name.Split('.')[0], Access.Store);
        }
    }

    private void CompileImportFrom(ImportFrom import)
    {
        string module = new string('.', import.Level) + import.Module;
        foreach (var imported in import.Names)
        {
            if (imported.Name == "*")
            {
                _writer.Emit(OpCode.ImportStar, 0, _writer.Constant(module));
                continue;
            }

            _writer.LoadConstant(module);
            _writer.Emit(OpCode.ImportFrom, 0, _writer.Constant(imported.Name), _optionalImports > 0 ? 2 : 0);
            Use(imported.Alias ?? imported.Name, Access.Store);
        }
    }

    private void CompileRaise(Raise raise)
    {
        if (raise.Error is null)
        {
            if (_errorSlots.Count > 0)
            {
                _writer.Emit(OpCode.RaiseAgain, 0, _errorSlots.Peek());
                return;
            }

            _writer.LoadConstant(None.Instance);
        }
        else
        {
            Compile(raise.Error);
        }

        if (raise.Cause is null)
            _writer.LoadConstant(None.Instance);
        else
            Compile(raise.Cause);
        _writer.At = raise.At;
        _writer.Emit(OpCode.Raise, -2);
    }
}
