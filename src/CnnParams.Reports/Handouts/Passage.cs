namespace CnnParams.Reports.Handouts;

/// <summary>A part of a handout; each format writes it in its own way.</summary>
internal abstract record Passage;

/// <summary>A heading.</summary>
internal sealed record Heading(int Level, string Text) : Passage;

/// <summary>A paragraph.</summary>
internal sealed record Paragraph(string Text) : Passage;

/// <summary>Something that is computed, in a line of its own.</summary>
internal sealed record Calculation(string Text) : Passage;

/// <summary>Points, each with a word in front; the part that is computed is set apart from the words.</summary>
internal sealed record Points(IReadOnlyList<(string Label, string Computed, string Text)> Items) : Passage;

/// <summary>A table.</summary>
internal sealed record Table(
    IReadOnlyList<string> Headings,
    IReadOnlyList<bool> AreNumbers,
    IReadOnlyList<IReadOnlyList<string>> Rows
) : Passage;
