using System.Collections.ObjectModel;

namespace CnnParams;

/// <summary>
/// A list that reads as its items, so that a column of a CSV file shows them and not the name of a type.
/// </summary>
public sealed class TextList<T> : ReadOnlyCollection<T>
{
    internal TextList(IEnumerable<T> items)
        : base(items as IList<T> ?? items.ToArray()) { }

    /// <summary>No items.</summary>
    internal static TextList<T> None { get; } = new([]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Items);
}
