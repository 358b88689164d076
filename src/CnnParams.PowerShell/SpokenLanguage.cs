using System.Globalization;
using System.Management.Automation;
using CnnParams.Words;

namespace CnnParams.PowerShell;

/// <summary>The language that a command speaks: what -Culture asks for, or that of the session.</summary>
internal static class SpokenLanguage
{
    /// <summary>The words for a culture; a warning where it is one that there are no words for.</summary>
    internal static Wording Of(Cmdlet command, CultureInfo? culture)
    {
        var words = Wording.For(culture ?? CultureInfo.CurrentUICulture);
        if (
            culture is not null
            && culture.TwoLetterISOLanguageName != words.Language
            && !culture.Equals(CultureInfo.InvariantCulture)
        )
            command.WriteWarning(
                $"There are words in English (en) and Chinese (zh), not for the culture '{culture.Name}': this is "
                    + "English."
            );
        return words;
    }
}
