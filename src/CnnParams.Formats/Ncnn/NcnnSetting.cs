using System.Globalization;

namespace CnnParams.Formats.Ncnn;

/// <summary>
/// The value of a setting. What it should be (a whole number, a real one, a list) is known to the layer that asks for
/// it, and not to each of the two forms of a .param file.
/// </summary>
internal abstract class NcnnSetting
{
    /// <summary>It as a whole number; null where it is none.</summary>
    internal virtual long? Whole => null;

    /// <summary>It as a real number; null where it is none.</summary>
    internal virtual double? Real => null;

    /// <summary>It as whole numbers; none where it is no list.</summary>
    internal virtual IReadOnlyList<long> Wholes => [];
}

/// <summary>A setting in text: a number, or several with commas between; words are for ncnn to evaluate.</summary>
internal sealed class WrittenSetting : NcnnSetting
{
    private readonly double[] _numbers;
    private readonly bool _isList;

    private WrittenSetting(double[] numbers, bool isList)
    {
        _numbers = numbers;
        _isList = isList;
    }

    /// <inheritdoc/>
    internal override double? Real => !_isList && _numbers is [var number] ? number : null;

    /// <inheritdoc/>
    internal override long? Whole => Real is { } number ? Cut(number) : null;

    /// <inheritdoc/>
    internal override IReadOnlyList<long> Wholes => _isList ? [.. _numbers.Select(Cut)] : [];

    /// <summary>Reads one; null where what stands there is no value.</summary>
    /// <param name="text">What stands after the equals sign.</param>
    /// <param name="hasLength">Whether it is a list in the older form, with its length in front.</param>
    internal static WrittenSetting? Read(string text, bool hasLength)
    {
        if (text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '"'))
            return new WrittenSetting([], isList: false);
        string[] parts = text.Split(',');
        double[] numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            // 0.1,0.2, has a comma too many, as ncnn allows.
            if (i > 0 && i == parts.Length - 1 && parts[i].Length == 0)
                Array.Resize(ref numbers, i);
            else if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        if (!hasLength)
            return new WrittenSetting(numbers, isList: parts.Length > 1);
        return numbers[0] == numbers.Length - 1 ? new WrittenSetting([.. numbers.Skip(1)], isList: true) : null;
    }

    // ncnn's numbers have 32 bits.
    private static long Cut(double number) => (long)Math.Max(int.MinValue, Math.Min(number, int.MaxValue));
}

/// <summary>
/// A setting in binary: 32 bits, or a list of them, of which the file does not say whether they are a whole number or a
/// real one. They are what they are asked for, as in ncnn itself.
/// </summary>
internal sealed class StoredSetting(int[] words, bool isList) : NcnnSetting
{
    /// <inheritdoc/>
    internal override long? Whole => !isList && words is [var word] ? word : null;

    /// <inheritdoc/>
    internal override double? Real =>
        !isList
        && words is [var word]
        && BitConverter.ToSingle(BitConverter.GetBytes(word), 0) is var number
        && !float.IsNaN(number)
            ? number
            : null;

    /// <inheritdoc/>
    internal override IReadOnlyList<long> Wholes => isList ? [.. words.Select(word => (long)word)] : [];
}
