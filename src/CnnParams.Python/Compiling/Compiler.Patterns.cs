using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Compiling;

public sealed partial class Compiler
{
    private void CompileMatch(Match match)
    {
        int subject = _slots.Hidden();
        var end = NewLabel();
        Compile(match.Subject);
        _writer.Emit(OpCode.StoreFast, -1, subject);
        foreach (var matched in match.Cases)
        {
            var next = NewLabel();
            next.Depth = _writer.Depth;
            CompilePattern(matched.Pattern, subject, next);
            if (matched.Guard is not null)
            {
                Compile(matched.Guard);
                _writer.Jump(OpCode.JumpIfFalse, next, -1);
            }

            CompileAll(matched.Body);
            _writer.Jump(OpCode.Jump, end);
            Mark(next);
        }

        Mark(end);
    }

    // Goes on where the subject in a slot matches; jumps with the same stack where it does not.
    private void CompilePattern(Pattern pattern, int subject, Label fail)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        _writer.At = pattern.At;
        switch (pattern)
        {
            case ValuePattern value:
                _writer.Emit(OpCode.LoadFast, 1, subject);
                Compile(value.Value);
                bool isIdentity = value.Value is Constant { Value: None or bool };
                _writer.Emit(OpCode.Compare, -1, (int)(isIdentity ? CompareOp.Is : CompareOp.Equal));
                _writer.Jump(OpCode.JumpIfFalse, fail, -1);
                break;
            case CapturePattern capture:
                if (capture.Pattern is not null)
                    CompilePattern(capture.Pattern, subject, fail);
                StoreCaptured(capture.Name, subject);
                break;
            case SequencePattern sequence:
                CompileSequencePattern(sequence, subject, fail);
                break;
            case MappingPattern mapping:
                CompileMappingPattern(mapping, subject, fail);
                break;
            case ClassPattern type:
                _writer.Emit(OpCode.LoadFast, 1, subject);
                Compile(type.ClassName);
                _writer.Emit(OpCode.MatchClass, -1, type.Items.Length, _writer.Constant(type.Names));
                CompileParts([.. type.Items, .. type.Values], fail);
                break;
            case AlternativePattern alternative:
                CompileAlternatives(alternative, subject, fail);
                break;
            case StarPattern:
                throw new PythonSyntaxException(_source.PlaceAt(pattern.At), "a starred pattern must be in a sequence");
        }
    }

    private void StoreCaptured(string? name, int subject)
    {
        if (name is null)
            return;
        _writer.Emit(OpCode.LoadFast, 1, subject);
        Use(name, Access.Store);
    }

    private void CompileSequencePattern(SequencePattern sequence, int subject, Label fail)
    {
        int star = Array.FindIndex(sequence.Items, item => item is StarPattern);
        int count = sequence.Items.Length;
        _writer.Emit(OpCode.LoadFast, 1, subject);
        _writer.Emit(OpCode.MatchSequence, 0, star < 0 ? count : count - 1, star < 0 ? 0 : 1);
        _writer.Jump(OpCode.JumpIfFalse, fail, -1);
        _writer.Emit(OpCode.LoadFast, 1, subject);
        if (star < 0)
            _writer.Emit(OpCode.Unpack, count - 1, count);
        else
            _writer.Emit(OpCode.UnpackStarred, count - 1, star, count - star - 1);
        CompileUnpackedParts(sequence.Items, fail);
    }

    private void CompileMappingPattern(MappingPattern mapping, int subject, Label fail)
    {
        _writer.Emit(OpCode.LoadFast, 1, subject);
        _writer.Emit(OpCode.MatchMapping, 0);
        _writer.Jump(OpCode.JumpIfFalse, fail, -1);
        CompileKeys(mapping, subject);
        _writer.Emit(OpCode.MatchKeys, -1);
        CompileParts(mapping.Values, fail);
        if (mapping.Rest is null)
            return;
        CompileKeys(mapping, subject);
        _writer.Emit(OpCode.MatchRest, -1);
        Use(mapping.Rest, Access.Store);
    }

    private void CompileKeys(MappingPattern mapping, int subject)
    {
        _writer.Emit(OpCode.LoadFast, 1, subject);
        Array.ForEach(mapping.Keys, Compile);
        _writer.Emit(OpCode.BuildTuple, 1 - mapping.Keys.Length, mapping.Keys.Length);
    }

    // On the stack is a tuple of what the patterns are for, or None.
    private void CompileParts(Pattern[] patterns, Label fail)
    {
        int parts = _slots.Hidden();
        _writer.Emit(OpCode.StoreFast, -1, parts);
        _writer.Emit(OpCode.LoadFast, 1, parts);
        _writer.LoadConstant(None.Instance);
        _writer.Emit(OpCode.Compare, -1, (int)CompareOp.IsNot);
        _writer.Jump(OpCode.JumpIfFalse, fail, -1);
        _writer.Emit(OpCode.LoadFast, 1, parts);
        _writer.Emit(OpCode.Unpack, patterns.Length - 1, patterns.Length);
        CompileUnpackedParts(patterns, fail);
    }

    private void CompileUnpackedParts(Pattern[] patterns, Label fail)
    {
        int[] slots = Array.ConvertAll(patterns, _ => _slots.Hidden());
        foreach (int slot in slots)
            _writer.Emit(OpCode.StoreFast, -1, slot);
        for (int i = 0; i < patterns.Length; i++)
        {
            if (patterns[i] is StarPattern star)
                StoreCaptured(star.Name, slots[i]);
            else
                CompilePattern(patterns[i], slots[i], fail);
        }
    }

    private void CompileAlternatives(AlternativePattern alternative, int subject, Label fail)
    {
        var matched = NewLabel();
        for (int i = 0; i < alternative.Items.Length; i++)
        {
            bool isLast = i == alternative.Items.Length - 1;
            var next = isLast ? fail : NewLabel();
            CompilePattern(alternative.Items[i], subject, next);
            if (isLast)
                continue;
            _writer.Jump(OpCode.Jump, matched);
            Mark(next);
        }

        Mark(matched);
    }
}
