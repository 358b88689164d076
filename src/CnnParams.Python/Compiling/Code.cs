using CnnParams.Python.Syntax;
using CnnParams.Python.Values;

namespace CnnParams.Python.Compiling;

/// <summary>The instructions of a function, of a class's body or of a module.</summary>
internal sealed class Code
{
    internal required Instruction[] Instructions { get; init; }

    /// <summary>The position in the text of each instruction.</summary>
    internal required int[] Positions { get; init; }

    internal required object[] Constants { get; init; }

    internal required HandlerRange[] Handlers { get; init; }

    internal required int SlotCount { get; init; }

    internal required int StackSize { get; init; }

    /// <summary>Slots whose variables inner functions share.</summary>
    internal required int[] CellSlots { get; init; }

    /// <summary>Slots that take the variables of outer functions, in the order of the closure.</summary>
    internal required int[] FreeSlots { get; init; }

    /// <summary>The names of the slots, for locals() and messages.</summary>
    internal required string[] SlotNames { get; init; }

    internal required bool IsGenerator { get; init; }
}

/// <summary>A function as its source defines it; its instructions are made when it is first called.</summary>
public sealed class FunctionCode
{
    private readonly Func<Code> _compile;
    private Code? _code;

    internal FunctionCode(
        SourceText source,
        string name,
        string qualifiedName,
        Signature signature,
        string[] free,
        Func<Code> compile
    )
    {
        Source = source;
        Name = name;
        QualifiedName = qualifiedName;
        Signature = signature;
        Free = free;
        _compile = compile;
    }

    /// <summary>The text that it stands in.</summary>
    public SourceText Source { get; }

    /// <summary>Its name, without those of what it is defined in.</summary>
    public string Name { get; }

    internal string QualifiedName { get; }

    /// <summary>Its parameters.</summary>
    public Signature Signature { get; }

    /// <summary>The variables of outer functions that it uses.</summary>
    internal string[] Free { get; }

    internal string? Documentation { get; init; }

    internal string? ReturnAnnotation { get; init; }

    internal bool IsAsync { get; init; }

    /// <summary>Its statements; none of a lambda, a class or a module.</summary>
    internal Statement[] Body { get; init; } = [];

    // Two evaluations may compile the same function of the library at a time; either result will do.
    internal Code Code => _code ??= _compile();

    internal PyDict Annotations()
    {
        var annotations = new PyDict();
        foreach (var parameter in Signature.Parameters)
        {
            if (parameter.Annotation is not null)
                annotations.Set(parameter.Name, parameter.Annotation);
        }

        if (ReturnAnnotation is not null)
            annotations.Set("return", ReturnAnnotation);
        return annotations;
    }
}

/// <summary>What MakeFunction makes a function of.</summary>
/// <param name="Code">The function.</param>
/// <param name="DefaultIndexes">The parameters with defaults, in the order in which these are pushed.</param>
/// <param name="FreeSlots">The slots of the frame around it that its closure takes.</param>
internal sealed record FunctionTemplate(FunctionCode Code, int[] DefaultIndexes, int[] FreeSlots);
