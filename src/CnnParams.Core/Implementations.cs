namespace CnnParams;

/// <summary>
/// Classes that are found by what they are: a new format, convention or rule is at home once it is written.
/// </summary>
internal static class Implementations
{
    /// <summary>
    /// An object of every class of its assembly that is a <typeparamref name="T"/>, in the order of their names.
    /// </summary>
    internal static IEnumerable<T> Of<T>() =>
        typeof(T)
            .Assembly.GetTypes()
            .Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!);
}
