using CnnParams.Python.Syntax;

namespace CnnParams.Python.Compiling;

public sealed partial class Compiler
{
    private enum Access
    {
        Load,
        Store,
        Delete,
    }

    private void Use(string name, Access access)
    {
        int effect =
            access == Access.Load ? 1
            : access == Access.Store ? -1
            : 0;
        var use = _scope.UseOf(name);
        if (
            (use & (NameUse.Free | NameUse.Shared)) != 0
            && (use & NameUse.Global) == 0
            && !(_scope.Kind == ScopeKind.Class && access != Access.Load)
        )
        {
            int slot = _slots.Of(name);
            if (_scope.Kind == ScopeKind.Class && name != "__class__")
                _writer.Emit(OpCode.LoadClassCell, effect, slot, _writer.Constant(name));
            else
                _writer.Emit(Choose(access, OpCode.LoadCell, OpCode.StoreCell, OpCode.DeleteCell), effect, slot);
        }
        else if (_scope.Kind == ScopeKind.Function && (use & NameUse.Bound) != 0 && (use & NameUse.Global) == 0)
        {
            _writer.Emit(Choose(access, OpCode.LoadFast, OpCode.StoreFast, OpCode.DeleteFast), effect, _slots.Of(name));
        }
        else if (_scope.Kind == ScopeKind.Class && (use & NameUse.Global) == 0)
        {
            _writer.Emit(
                Choose(access, OpCode.LoadName, OpCode.StoreName, OpCode.DeleteName),
                effect,
                _writer.Constant(name)
            );
        }
        else
        {
            _writer.Emit(
                Choose(access, OpCode.LoadGlobal, OpCode.StoreGlobal, OpCode.DeleteGlobal),
                effect,
                _writer.Constant(name)
            );
        }
    }

    private static OpCode Choose(Access access, OpCode load, OpCode store, OpCode delete) =>
        access == Access.Load ? load
        : access == Access.Store ? store
        : delete;

    private void Store(Expr target)
    {
        _writer.At = target.At;
        switch (target)
        {
            case Name name:
                Use(name.Id, Access.Store);
                break;
            case AttributeOf attribute:
                Compile(attribute.Value);
                _writer.At = target.At;
                _writer.Emit(OpCode.StoreAttribute, -2, _writer.Constant(attribute.Name));
                break;
            case Subscript subscript:
                Compile(subscript.Value);
                Compile(subscript.Index);
                _writer.At = target.At;
                _writer.Emit(OpCode.StoreItem, -3);
                break;
            case Sequence sequence:
                StoreAll(sequence.Items);
                break;
            case Starred starred:
                throw new PythonSyntaxException(
                    _source.PlaceAt(starred.At),
                    "a starred target must be in a list or a tuple"
                );
        }
    }

    private void StoreAll(Expr[] targets)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        int star = Array.FindIndex(targets, target => target is Starred);
        if (star < 0)
            _writer.Emit(OpCode.Unpack, targets.Length - 1, targets.Length);
        else
            _writer.Emit(OpCode.UnpackStarred, targets.Length - 1, star, targets.Length - star - 1);
        foreach (var target in targets)
            Store(target is Starred starred && Array.IndexOf(targets, target) == star ? starred.Value : target);
    }

    private void Delete(Expr target)
    {
        _writer.At = target.At;
        switch (target)
        {
            case Name name:
                Use(name.Id, Access.Delete);
                break;
            case AttributeOf attribute:
                Compile(attribute.Value);
                _writer.Emit(OpCode.DeleteAttribute, -1, _writer.Constant(attribute.Name));
                break;
            case Subscript subscript:
                Compile(subscript.Value);
                Compile(subscript.Index);
                _writer.Emit(OpCode.DeleteItem, -2);
                break;
            case Sequence sequence:
                Array.ForEach(sequence.Items, Delete);
                break;
        }
    }
}
