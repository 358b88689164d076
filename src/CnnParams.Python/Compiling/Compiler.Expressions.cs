using System.Runtime.CompilerServices;
using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Compiling;

public sealed partial class Compiler
{
    private void Compile(Expr expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _writer.At = expression.At;
        switch (expression)
        {
            case Constant constant:
                _writer.LoadConstant(constant.Value);
                break;
            case Name name:
                Use(name.Id, Access.Load);
                break;
            case AttributeOf attribute:
                Compile(attribute.Value);
                _writer.At = attribute.At;
                _writer.Emit(OpCode.LoadAttribute, 0, _writer.Constant(attribute.Name));
                break;
            case Call call:
                CompileCall(call);
                break;
            case Binary binary:
                Compile(binary.Left);
                Compile(binary.Right);
                _writer.At = binary.At;
                _writer.Emit(OpCode.Binary, -1, (int)binary.Op);
                break;
            case Subscript subscript:
                Compile(subscript.Value);
                Compile(subscript.Index);
                _writer.At = subscript.At;
                _writer.Emit(OpCode.LoadItem, -1);
                break;
            case Sequence sequence:
                CompileSequence(sequence);
                break;
            case DictDisplay dict:
                CompileDict(dict);
                break;
            case Unary unary:
                Compile(unary.Operand);
                _writer.At = unary.At;
                _writer.Emit(OpCode.Unary, 0, (int)unary.Op);
                break;
            case Logical logical:
                CompileLogical(logical);
                break;
            case Comparison comparison:
                CompileComparison(comparison);
                break;
            case Conditional conditional:
                CompileConditional(conditional);
                break;
            case SliceOf slice:
                CompileOrNone(slice.Lower);
                CompileOrNone(slice.Upper);
                CompileOrNone(slice.Step);
                _writer.Emit(OpCode.BuildSlice, -2);
                break;
            case Lambda lambda:
                var signature = new Signature(lambda.Parameters);
                int[] defaults = CompileDefaults(signature);
                MakeFunction(
                    Template(lambda, "<lambda>", signature, defaults, compiler => compiler.CompileReturn(lambda.Body))
                );
                break;
            case Comprehension comprehension:
                CompileComprehension(comprehension);
                break;
            case NamedExpr named:
                Compile(named.Value);
                _writer.Emit(OpCode.Duplicate, 1);
                Use(named.Target.Id, Access.Store);
                break;
            default:
                CompileRare(expression);
                break;
        }
    }

    private void CompileRare(Expr expression)
    {
        switch (expression)
        {
            case FormattedText text:
                foreach (var part in text.Parts)
                    Compile(part);
                _writer.Emit(OpCode.BuildText, 1 - text.Parts.Length, text.Parts.Length);
                break;
            case FormattedField field:
                Compile(field.Value);
                CompileOrNone(field.Specification);
                _writer.At = field.At;
                _writer.Emit(OpCode.Format, -1, field.Conversion);
                break;
            case YieldOf { IsFrom: true } yielded:
                Compile(yielded.Value!);
                _writer.Emit(OpCode.GetIterator, 0);
                _writer.LoadConstant(None.Instance);
                _writer.Emit(OpCode.YieldFrom, -1);
                break;
            case YieldOf yielded:
                CompileOrNone(yielded.Value);
                _writer.At = yielded.At;
                _writer.Emit(OpCode.Yield, 0);
                break;
            case Await await:
                Compile(await.Value);
                break;
            case Starred:
                throw new PythonSyntaxException(
                    _source.PlaceAt(expression.At),
                    "a starred expression cannot stand here"
                );
            default:
                throw new PythonSyntaxException(_source.PlaceAt(expression.At), "this expression cannot stand here");
        }
    }

    private void CompileOrNone(Expr? expression)
    {
        if (expression is null)
            _writer.LoadConstant(None.Instance);
        else
            Compile(expression);
    }

    private void CompileSequence(Sequence sequence)
    {
        if (sequence.Items.Any(item => item is Starred))
        {
            CompileUnpacked(sequence.Items, sequence.Kind == SequenceKind.Set);
            if (sequence.Kind == SequenceKind.Tuple)
                _writer.Emit(OpCode.ListToTuple, 0);
            return;
        }

        foreach (var item in sequence.Items)
            Compile(item);
        _writer.At = sequence.At;
        var op = sequence.Kind switch
        {
            SequenceKind.Tuple => OpCode.BuildTuple,
            SequenceKind.List => OpCode.BuildList,
            _ => OpCode.BuildSet,
        };
        _writer.Emit(op, 1 - sequence.Items.Length, sequence.Items.Length);
    }

    // A list, or a set, of items of which some are unpacked.
    private void CompileUnpacked(IEnumerable<Expr> items, bool isSet)
    {
        _writer.Emit(isSet ? OpCode.BuildSet : OpCode.BuildList, 1);
        foreach (var item in items)
        {
            if (item is Starred starred)
            {
                Compile(starred.Value);
                _writer.At = item.At;
                _writer.Emit(isSet ? OpCode.SetExtend : OpCode.ListExtend, -1);
            }
            else
            {
                Compile(item);
                _writer.Emit(isSet ? OpCode.SetAdd : OpCode.ListAppend, -1, 1);
            }
        }
    }

    private void CompileDict(DictDisplay dict)
    {
        bool isPlain = Array.TrueForAll(dict.Keys, key => key is not null);
        if (!isPlain)
            _writer.Emit(OpCode.BuildDict, 1);
        for (int i = 0; i < dict.Keys.Length; i++)
        {
            if (dict.Keys[i] is { } key)
            {
                Compile(key);
                Compile(dict.Values[i]);
                if (!isPlain)
                    _writer.Emit(OpCode.DictAdd, -2, 1);
            }
            else
            {
                Compile(dict.Values[i]);
                _writer.Emit(OpCode.DictUpdate, -1);
            }
        }

        _writer.At = dict.At;
        if (isPlain)
            _writer.Emit(OpCode.BuildDict, 1 - (2 * dict.Keys.Length), dict.Keys.Length);
    }

    private void CompileLogical(Logical logical)
    {
        var end = NewLabel();
        for (int i = 0; i < logical.Operands.Length; i++)
        {
            Compile(logical.Operands[i]);
            if (i < logical.Operands.Length - 1)
                _writer.Jump(logical.IsAnd ? OpCode.JumpIfFalseOrPop : OpCode.JumpIfTrueOrPop, end, -1, 0);
        }

        Mark(end);
    }

    private void CompileComparison(Comparison comparison)
    {
        Compile(comparison.Left);
        if (comparison.Ops.Length == 1)
        {
            Compile(comparison.Rights[0]);
            _writer.At = comparison.At;
            _writer.Emit(OpCode.Compare, -1, (int)comparison.Ops[0]);
            return;
        }

        var fail = NewLabel();
        var end = NewLabel();
        for (int i = 0; i < comparison.Ops.Length; i++)
        {
            Compile(comparison.Rights[i]);
            _writer.At = comparison.At;
            bool isLast = i == comparison.Ops.Length - 1;
            if (!isLast)
            {
                _writer.Emit(OpCode.Duplicate, 1);
                _writer.Emit(OpCode.RotateThree, 0);
            }

            _writer.Emit(OpCode.Compare, -1, (int)comparison.Ops[i]);
            if (!isLast)
                _writer.Jump(OpCode.JumpIfFalseOrPop, fail, -1, 0);
        }

        _writer.Jump(OpCode.Jump, end);
        Mark(fail);
        _writer.Emit(OpCode.RotateTwo, 0);
        _writer.Emit(OpCode.Pop, -1);
        Mark(end);
    }

    private void CompileConditional(Conditional conditional)
    {
        var otherwise = NewLabel();
        var end = NewLabel();
        Compile(conditional.Test);
        _writer.Jump(OpCode.JumpIfFalse, otherwise, -1);
        Compile(conditional.Then);
        _writer.Jump(OpCode.Jump, end);
        Mark(otherwise);
        Compile(conditional.Otherwise);
        Mark(end);
    }

    private void CompileCall(Call call)
    {
        if (call.Function is Name { Id: "super" } && call.Arguments.Length == 0 && _scope.Kind == ScopeKind.Function)
        {
            CompileSuper(call);
            return;
        }

        if (call.Function is Name { Id: "locals" or "vars" or "dir" or "globals" } own && call.Arguments.Length == 0)
        {
            _writer.Emit(
                own.Id == "globals" || _scope.Kind == ScopeKind.Module ? OpCode.LoadGlobals : OpCode.LoadLocals,
                1
            );
            return;
        }

        bool isUnpacked = Array.Exists(call.Arguments, argument => argument.Stars > 0) || call.Arguments.Length > 250;
        bool isMethod = call.Function is AttributeOf && !isUnpacked;
        if (isMethod)
        {
            var attribute = (AttributeOf)call.Function;
            Compile(attribute.Value);
            _writer.At = attribute.At;
            _writer.Emit(OpCode.LoadMethod, 1, _writer.Constant(attribute.Name));
        }
        else
        {
            Compile(call.Function);
        }

        if (isUnpacked)
        {
            CompileUnpackedArguments(call);
            return;
        }

        var positional = call.Arguments.Where(argument => argument.Name is null);
        var named = call.Arguments.Where(argument => argument.Name is not null);
        foreach (var argument in positional.Concat(named))
            Compile(argument.Value);
        string[] names = [.. named.Select(argument => argument.Name!)];
        _writer.At = call.At;
        int count = call.Arguments.Length;
        _writer.Emit(
            isMethod ? OpCode.CallMethod : OpCode.Call,
            -count - (isMethod ? 1 : 0),
            count,
            names.Length == 0 ? -1 : _writer.Constant(names)
        );
    }

    private void CompileUnpackedArguments(Call call)
    {
        CompileUnpacked(
            call.Arguments.Where(argument => argument.Name is null && argument.Stars < 2)
                .Select(argument =>
                    argument.Stars == 1 ? new Starred(argument.Value.At, argument.Value) : argument.Value
                ),
            isSet: false
        );
        _writer.Emit(OpCode.BuildDict, 1);
        foreach (var argument in call.Arguments)
        {
            if (argument.Stars == 2)
            {
                Compile(argument.Value);
                _writer.At = call.At;
                _writer.Emit(OpCode.DictMerge, -1);
            }
            else if (argument.Name is not null)
            {
                _writer.Emit(OpCode.BuildDict, 1);
                _writer.LoadConstant(argument.Name);
                Compile(argument.Value);
                _writer.Emit(OpCode.DictAdd, -2, 1);
                _writer.At = call.At;
                _writer.Emit(OpCode.DictMerge, -1);
            }
        }

        _writer.At = call.At;
        _writer.Emit(OpCode.CallUnpacked, -2);
    }

    // super() is super(the class around this function, its first argument).
    private void CompileSuper(Call call)
    {
        if (!_scope.Is("__class__", NameUse.Free) || _slots.Names.Count == 0)
            throw new PythonSyntaxException(
                _source.PlaceAt(call.At),
                "super() without arguments is for a method of a class"
            );
        Use("super", Access.Load);
        Use("__class__", Access.Load);
        Use(_slots.Names[0], Access.Load);
        _writer.Emit(OpCode.Call, -2, 2, -1);
    }

    private void CompileComprehension(Comprehension comprehension)
    {
        MakeFunction(
            Template(
                comprehension,
                "<comprehension>",
                ItemsSignature,
                [],
                compiler => compiler.CompileComprehensionBody(comprehension)
            )
        );
        Compile(comprehension.Clauses[0].Items);
        _writer.At = comprehension.At;
        _writer.Emit(OpCode.GetIterator, 0);
        _writer.Emit(OpCode.Call, -1, 1, -1);
    }

    private Code CompileComprehensionBody(Comprehension comprehension)
    {
        bool isGenerator = comprehension.Kind == ComprehensionKind.Generator;
        if (!isGenerator)
        {
            var op = comprehension.Kind switch
            {
                ComprehensionKind.List => OpCode.BuildList,
                ComprehensionKind.Set => OpCode.BuildSet,
                _ => OpCode.BuildDict,
            };
            _writer.Emit(op, 1);
        }

        Use(ItemsParameter, Access.Load);
        CompileClause(comprehension, 0);
        if (!isGenerator)
            _writer.Emit(OpCode.Return, -1);
        return Finish();
    }

    // The iterator is on the stack.
    private void CompileClause(Comprehension comprehension, int index)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var clause = comprehension.Clauses[index];
        var next = NewLabel();
        var end = NewLabel();
        Mark(next);
        _writer.At = clause.Target.At;
        _writer.Jump(OpCode.ForNext, end, 1, -1);
        Store(clause.Target);
        foreach (var condition in clause.Conditions)
        {
            Compile(condition);
            _writer.Jump(OpCode.JumpIfFalse, next, -1);
        }

        if (index + 1 < comprehension.Clauses.Length)
        {
            Compile(comprehension.Clauses[index + 1].Items);
            _writer.Emit(OpCode.GetIterator, 0);
            CompileClause(comprehension, index + 1);
        }
        else
        {
            CompileElement(comprehension);
        }

        _writer.Jump(OpCode.JumpBack, next);
        Mark(end);
    }

    private void CompileElement(Comprehension comprehension)
    {
        Compile(comprehension.Element);
        int depth = comprehension.Clauses.Length + 1;
        switch (comprehension.Kind)
        {
            case ComprehensionKind.List:
                _writer.Emit(OpCode.ListAppend, -1, depth);
                break;
            case ComprehensionKind.Set:
                _writer.Emit(OpCode.SetAdd, -1, depth);
                break;
            case ComprehensionKind.Dict:
                Compile(comprehension.Value!);
                _writer.Emit(OpCode.DictAdd, -2, depth);
                break;
            default:
                _writer.Emit(OpCode.Yield, 0);
                _writer.Emit(OpCode.Pop, -1);
                break;
        }
    }
}
