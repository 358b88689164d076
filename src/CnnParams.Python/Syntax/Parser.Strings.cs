using System.Text;

namespace CnnParams.Python.Syntax;

public sealed partial class Parser
{
    // Literals side by side are one text.
    private Expr ParseStrings()
    {
        int at = _token.Start;
        var parts = new List<Expr>();
        var text = new StringBuilder();
        bool isBytes = false;
        for (; _token.Kind == TokenKind.String; Next())
            ParseString(parts, text, ref isBytes);

        if (parts.Count == 0)
            return new Constant(at, isBytes ? new Values.Bytes(text.ToString()) : text.ToString());
        Flush(parts, text, at);
        return new FormattedText(at, [.. parts]);
    }

    private void ParseString(List<Expr> parts, StringBuilder text, ref bool isBytes)
    {
        string source = _source.Text;
        int start = _token.Start;
        bool isRaw = false;
        bool isFormatted = false;
        for (; source[start] is not ('"' or '\''); start++)
        {
            isRaw |= source[start] is 'r' or 'R';
            isBytes |= source[start] is 'b' or 'B';
            isFormatted |= source[start] is 'f' or 'F';
        }

        int quotes = StringScanner.QuoteLength(source, start, _token.End);
        int first = start + quotes;
        int end = _token.End - quotes;
        if (isFormatted)
            ParseFormatted(parts, text, first, end, isRaw);
        else
            text.Append(
                isRaw ? source.Substring(first, end - first) : StringScanner.Decode(_source, first, end, isBytes)
            );
    }

    private void ParseFormatted(List<Expr> parts, StringBuilder text, int start, int end, bool isRaw)
    {
        CheckDepth();
        string source = _source.Text;
        int from = start;
        int at = start;
        while (at < end)
        {
            char c = source[at];
            if (c is not ('{' or '}'))
            {
                at++;
                continue;
            }

            AppendLiteral(text, from, at, isRaw);
            if (at + 1 < end && source[at + 1] == c)
            {
                text.Append(c);
                at += 2;
            }
            else if (c == '}')
            {
                throw Error(at, "a single '}' in an f-string; write '}}' for the character itself");
            }
            else
            {
                Flush(parts, text, from);
                at = ParseFieldAt(parts, at, end, isRaw);
            }

            from = at;
        }

        AppendLiteral(text, from, end, isRaw);
    }

    private void AppendLiteral(StringBuilder text, int start, int end, bool isRaw) =>
        text.Append(
            isRaw
                ? _source.Text.Substring(start, end - start)
                : StringScanner.Decode(_source, start, end, isBytes: false)
        );

    // From the opening brace; returns the position after the closing one.
    private int ParseFieldAt(List<Expr> parts, int open, int end, bool isRaw)
    {
        string source = _source.Text;
        int at = FindFieldEnd(open + 1, end);
        int stop = at;
        string shown = "";
        int last = at - 1;
        while (last > open && char.IsWhiteSpace(source[last]))
            last--;
        // f"{x=}" shows the expression too.
        if (last > open + 1 && source[last] == '=' && "=!<>".IndexOf(source[last - 1]) < 0)
        {
            shown = source.Substring(open + 1, at - open - 1);
            stop = last;
        }

        if (source.Substring(open + 1, stop - open - 1).Trim().Length == 0)
            throw Error(open, "an f-string with an empty field: an expression belongs between the braces");
        var value = ParseField(open + 1, stop);
        char conversion = '\0';
        if (at < end && source[at] == '!')
        {
            conversion = at + 1 < end ? source[at + 1] : '\0';
            if (conversion is not ('r' or 's' or 'a'))
                throw Error(at, "a conversion in an f-string is !r, !s or !a");
            at += 2;
        }

        Expr? specification = null;
        if (at < end && source[at] == ':')
        {
            int close = FindFieldEnd(at + 1, end, inSpecification: true);
            var inner = new List<Expr>();
            var text = new StringBuilder();
            ParseFormatted(inner, text, at + 1, close, isRaw);
            Flush(inner, text, at);
            specification = new FormattedText(at, [.. inner]);
            at = close;
        }

        if (at >= end || source[at] != '}')
            throw Error(open, "this field of an f-string is never closed with '}'");
        if (shown.Length > 0)
            parts.Add(new Constant(open, shown));
        bool asShown = shown.Length > 0 && conversion == '\0' && specification is null;
        parts.Add(new FormattedField(open, value, asShown ? 'r' : conversion, specification));
        return at + 1;
    }

    // Where the expression of a field ends: at its '}', '!' or ':'; a specification ends at its '}' alone.
    private int FindFieldEnd(int at, int end, bool inSpecification = false)
    {
        string source = _source.Text;
        int depth = 0;
        while (at < end)
        {
            char c = source[at];
            if (!inSpecification && c is '"' or '\'')
            {
                StringScanner.Skip(_source, ref at, end, at);
                continue;
            }

            if (c is '(' or '[' or '{')
                depth++;
            else if (depth > 0 && c is ')' or ']' or '}')
                depth--;
            else if (depth == 0 && c == '}')
                break;
            else if (depth == 0 && !inSpecification && c == ':')
                break;
            else if (depth == 0 && !inSpecification && c == '!' && !(at + 1 < end && source[at + 1] == '='))
                break;
            at++;
        }

        return at;
    }

    private static void Flush(List<Expr> parts, StringBuilder text, int at)
    {
        if (text.Length == 0)
            return;
        parts.Add(new Constant(at, text.ToString()));
        text.Clear();
    }
}
