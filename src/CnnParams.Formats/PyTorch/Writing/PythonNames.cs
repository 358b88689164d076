using System.Globalization;
using System.Text;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>
/// Names of layers as names in Python. Whatever a layer is called, nothing of it but letters, digits and underscores
/// comes into the code.
/// </summary>
internal static class PythonNames
{
    // Keywords, names that the code itself uses, and members of nn.Module that an attribute would hide.
    private static readonly HashSet<string> Reserved = new(
        (
            "False None True and as assert async await break class continue def del elif else except finally for from "
            + "global if import in is lambda"
            + " nonlocal not or pass raise return try while with yield match case self super torch F nn torchvision x "
            + "without Scale RMSNorm"
            + " add_module append apply bfloat16 buffers call_super_init children clear compile cpu cuda double "
            + "dump_patches eval extra_repr float forward"
            + " get_buffer get_extra_state get_parameter get_submodule half insert ipu items keys load_state_dict "
            + "modules mtia named_buffers"
            + " named_children named_modules named_parameters parameters pop register_buffer register_module "
            + "register_parameter requires_grad_"
            + " set_extra_state set_submodule share_memory state_dict to to_empty train training type update values "
            + "xpu zero_grad"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>A name of a variable, an attribute or a class.</summary>
    internal static string Identifier(string name)
    {
        var clean = new StringBuilder();
        foreach (char c in name)
            clean.Append(IsWordPart(c) ? c : '_');
        if (clean.Length == 0 || char.IsDigit(clean[0]))
            clean.Insert(0, '_');
        string text = clean.ToString();
        return Reserved.Contains(text) || text.StartsWith("__", StringComparison.Ordinal) ? text + "_" : text;
    }

    /// <summary>A part of the path of a module: an identifier, or a number.</summary>
    internal static string Segment(string name) =>
        name.Length > 0 && name.All(c => c is >= '0' and <= '9') ? name : Identifier(name);

    /// <summary>A name without what could end a text or a comment.</summary>
    internal static string Title(string name) =>
        string.Concat(name.Select(c => IsWordPart(c) || c is ' ' or '-' or '.' or '(' or ')' or ',' ? c : '_'));

    /// <summary>A number as Python writes it.</summary>
    internal static string Number(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
    }

    /// <summary>Numbers as one where they are alike, or else as a tuple.</summary>
    internal static string Tuple(IReadOnlyList<long> numbers) =>
        numbers.All(number => number == numbers[0])
            ? numbers[0].ToString(CultureInfo.InvariantCulture)
            : $"({List(numbers)})";

    /// <summary>Numbers with commas between them.</summary>
    internal static string List(IEnumerable<long> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static bool IsWordPart(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';
}
