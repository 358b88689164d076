namespace CnnParams.Fuzzing.Mutating;

/// <summary>
/// Changes a file as its structure suggests, so that what is changed is read and not refused at once.
/// </summary>
internal abstract class Mutation
{
    // What looks at the structure first; the last takes anything.
    private static readonly Mutation[] All =
    [
        new ZipMutation(),
        new HeaderMutation(),
        new PickleMutation(),
        new JsonMutation(),
        new TokenMutation(),
        new ProtobufMutation(),
        new ByteMutation(),
    ];

    /// <summary>A file that is made of another.</summary>
    /// <param name="content">The file.</param>
    /// <param name="others">Files of the same kind, of which parts may be taken.</param>
    /// <param name="random">What it depends on, and nothing else.</param>
    internal static byte[] Apply(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
            content = Once(content, others, random);
        return content;
    }

    /// <summary>A file with one change.</summary>
    internal static byte[] Once(byte[] content, IReadOnlyList<byte[]> others, Random random)
    {
        // Now and then against the structure.
        var chosen =
            random.Next(8) == 0
                ? All[^1]
                : All.First(mutation => mutation.Fits(content) && random.Next(6) > 0 || mutation == All[^1]);
        return chosen.Change(content, others, random);
    }

    /// <summary>Whether a file has the structure that this knows.</summary>
    protected abstract bool Fits(byte[] content);

    /// <summary>Changes one thing.</summary>
    protected abstract byte[] Change(byte[] content, IReadOnlyList<byte[]> others, Random random);

    private protected static T Pick<T>(IReadOnlyList<T> values, Random random) => values[random.Next(values.Count)];
}
