using System.Text;

namespace CnnParams.Catalogue;

/// <summary>
/// What is the same in all spellings of an architecture's name: ResNet-50, resnet_50 and RESNET50 are one name;
/// RegNetX_1.6GF and RegNetX_16GF are two.
/// </summary>
internal static class ArchitectureKey
{
    // Written out: a regular expression would take longer to get ready than all names take.
    internal static string Of(string name)
    {
        var key = new StringBuilder(name.Length);
        for (int at = 0; at < name.Length; )
        {
            int end = at;
            while (end < name.Length && !IsPlain(name[end]))
                end++;
            if (end == at)
                key.Append(name[at++]);
            else if (at > 0 && IsNumber(name[at - 1]) && end < name.Length && IsNumber(name[end]))
                key.Append('.');
            else
                AppendLetters(key, name, at, end);
            at = Math.Max(at, end);
        }

        return key.ToString().ToUpperInvariant();
    }

    private static void AppendLetters(StringBuilder key, string name, int start, int end)
    {
        for (int at = start; at < end; at++)
        {
            if (char.IsLetter(name[at]) || char.IsDigit(name[at]) || name[at] == '.')
                key.Append(name[at]);
        }
    }

    private static bool IsNumber(char letter) => letter is >= '0' and <= '9';

    private static bool IsPlain(char letter) =>
        IsNumber(letter) || letter is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');
}
