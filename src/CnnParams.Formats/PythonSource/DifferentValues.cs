namespace CnnParams.Formats.PythonSource;

/// <summary>
/// The different values of an array, in order, and how often each is there, as <c>unique</c> gives them.
/// </summary>
internal static class DifferentValues
{
    internal static (double[] Values, double[] Counts) Of(double[] values)
    {
        var groups = values.GroupBy(value => value).OrderBy(group => group.Key).ToArray();
        return (Array.ConvertAll(groups, group => group.Key), Array.ConvertAll(groups, group => (double)group.Count()));
    }
}
