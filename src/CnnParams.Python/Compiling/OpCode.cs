namespace CnnParams.Python.Compiling;

/// <summary>What an instruction does; "pop" and "push" are of the stack of the frame.</summary>
internal enum OpCode : byte
{
    LoadConst,
    LoadFast,
    StoreFast,
    DeleteFast,
    LoadCell,
    StoreCell,
    DeleteCell,
    LoadGlobal,
    StoreGlobal,
    DeleteGlobal,
    LoadName,
    StoreName,
    DeleteName,

    /// <summary>In a class: a name of its own, or else of the function around it. A is the slot, B the name.</summary>
    LoadClassCell,
    LoadAttribute,
    StoreAttribute,
    DeleteAttribute,

    /// <summary>Pops an object, and pushes a method and the object, or what was found and null.</summary>
    LoadMethod,
    CallMethod,
    LoadItem,
    StoreItem,
    DeleteItem,
    BuildTuple,
    BuildList,
    BuildSet,
    BuildDict,
    BuildSlice,
    BuildText,

    /// <summary>Adds what is popped to a collection that lies A below the top.</summary>
    ListAppend,
    SetAdd,
    DictAdd,
    ListExtend,
    SetExtend,
    DictUpdate,

    /// <summary>As DictUpdate, but a key that is there already is an error: arguments by name.</summary>
    DictMerge,
    ListToTuple,
    Binary,
    InPlace,
    Unary,
    Compare,
    Jump,
    JumpBack,
    JumpIfFalse,
    JumpIfTrue,
    JumpIfFalseOrPop,
    JumpIfTrueOrPop,
    Pop,
    Duplicate,
    DuplicateTwo,

    /// <summary>Swaps the two on top.</summary>
    RotateTwo,

    /// <summary>Puts the top below the two under it.</summary>
    RotateThree,

    /// <summary>A arguments, of which the last are by the names in constant B; -1 for none.</summary>
    Call,

    /// <summary>Pops a dictionary of arguments by name, a list of those by position, and the function.</summary>
    CallUnpacked,
    GetIterator,

    /// <summary>Pushes the next element, or pops the iterator and jumps to A.</summary>
    ForNext,
    Unpack,

    /// <summary>A elements before the starred one, B after it.</summary>
    UnpackStarred,
    MakeFunction,

    /// <summary>Pops keywords, bases; makes the class whose body is function constant A.</summary>
    MakeClass,
    Return,
    Yield,
    YieldFrom,
    Raise,

    /// <summary>Raises again the exception in slot A.</summary>
    RaiseAgain,

    /// <summary>Pops a class or a tuple of them; pushes whether the exception in slot A is of it.</summary>
    MatchError,

    /// <summary>Pushes the exception in slot A as the source sees it.</summary>
    LoadError,
    FailAssertion,

    /// <summary>Replaces a value by whether it is true; one that cannot be known is taken to be.</summary>
    Holds,

    /// <summary>
    /// Passes over what raised the exception in slot A: the global name in constant B stands for it from then on, or
    /// what the changes there would have changed.
    /// </summary>
    PassOver,

    /// <summary>Pops a manager, and pushes what entering it gave and what exits it.</summary>
    Enter,

    /// <summary>
    /// Calls the exit function in slot A, with the exception in slot B, or -1 for none; pushes whether it takes it.
    /// </summary>
    Leave,
    Import,
    ImportFrom,
    ImportStar,
    Format,
    LoadLocals,
    LoadGlobals,
    Annotate,

    /// <summary>Pops a subject; pushes whether it is a sequence with A elements, or at least A where B is 1.</summary>
    MatchSequence,

    /// <summary>Pops a subject; pushes whether it is a mapping.</summary>
    MatchMapping,

    /// <summary>
    /// Pops a tuple of keys and a subject; pushes a tuple of the values, or None where one is missing.
    /// </summary>
    MatchKeys,

    /// <summary>Pops a dictionary and a tuple of keys; pushes a copy without those.</summary>
    MatchRest,

    /// <summary>
    /// Pops a class and a subject; pushes a tuple of A attributes by position and those named by constant B, or None.
    /// </summary>
    MatchClass,
}

/// <summary>An instruction with its two operands.</summary>
internal struct Instruction(OpCode op, int a, int b)
{
    internal readonly OpCode Op = op;
    internal int A = a;
    internal readonly int B = b;
}

/// <summary>Instructions within which an exception goes on at a handler.</summary>
internal readonly struct HandlerRange(int start, int end, int handler, int depth)
{
    internal int Start { get; } = start;

    internal int End { get; } = end;

    internal int Handler { get; } = handler;

    /// <summary>How much of the stack is kept.</summary>
    internal int Depth { get; } = depth;
}
