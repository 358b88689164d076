using System.Globalization;
using System.Text;

namespace CnnParams.Formats.Definitions;

/// <summary>Prints a definition: a line for each property of the network, and one for each layer.</summary>
internal abstract class DefinitionPrinter
{
    private readonly StringBuilder _text = new();

    /// <summary>The text of a network.</summary>
    internal string Print(DefinitionMap network)
    {
        _text.Append(MapStart).Append('\n');
        var members = Head.Concat(network.Members).ToArray();
        for (int i = 0; i < members.Length; i++)
        {
            _text.Append("  ").Append(Name(members[i].Name));
            if (members[i].Name == "Layers" && members[i].Value is DefinitionList layers)
                PrintLines(layers);
            else
                Print(members[i].Value);
            _text.Append(i < members.Length - 1 ? LineSeparator : "").Append('\n');
        }

        return _text.Append('}').Append('\n').ToString();
    }

    /// <summary>What stands before the members of the network.</summary>
    protected virtual IEnumerable<DefinitionMember> Head => [];

    protected abstract string MapStart { get; }

    protected abstract string ListStart { get; }

    protected abstract char ListEnd { get; }

    /// <summary>Between members of a map that stand in one line.</summary>
    protected abstract string MemberSeparator { get; }

    /// <summary>At the end of a line that another follows.</summary>
    protected abstract string LineSeparator { get; }

    /// <summary>The name of a member, and the sign after it.</summary>
    protected abstract string Name(string name);

    protected abstract string Text(string text);

    protected abstract string Constant(object? value);

    private void PrintLines(DefinitionList layers)
    {
        _text.Append(ListStart).Append('\n');
        for (int i = 0; i < layers.Items.Count; i++)
        {
            _text.Append("    ");
            Print(layers.Items[i]);
            _text.Append(i < layers.Items.Count - 1 ? LineSeparator : "").Append('\n');
        }

        _text.Append("  ").Append(ListEnd);
    }

    private void Print(DefinitionNode node)
    {
        switch (node)
        {
            case DefinitionMap map:
                _text.Append(MapStart).Append(' ');
                for (int i = 0; i < map.Members.Count; i++)
                {
                    _text.Append(i > 0 ? MemberSeparator : "").Append(Name(map.Members[i].Name));
                    Print(map.Members[i].Value);
                }

                _text.Append(" }");
                break;
            case DefinitionList list:
                _text.Append(ListStart);
                for (int i = 0; i < list.Items.Count; i++)
                {
                    _text.Append(i > 0 ? ", " : "");
                    Print(list.Items[i]);
                }

                _text.Append(ListEnd);
                break;
            case DefinitionScalar scalar:
                _text.Append(
                    scalar.Value switch
                    {
                        string text => Text(text),
                        long number => number.ToString(CultureInfo.InvariantCulture),
                        double number => Number(number),
                        var value => Constant(value),
                    }
                );
                break;
        }
    }

    // A number that has no fraction stays one that could have: 2.0 is no count.
    private static string Number(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
    }
}
