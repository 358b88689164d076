using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>
/// What sources compute of their sizes with NumPy: the values of tests/data/sources/numpy.csv are NumPy's
/// (tests/oracles/numpy_values.py).
/// </summary>
public sealed class ArrayTests
{
    private const string Setup =
        "import numpy as np\nimport keras\na = np.array([3, 4, 5])\n"
        + "def stage(values, first, last, factor):\n    sizes = np.array(values)\n    sizes[first:last] *= factor\n"
        + "    sizes[0] = 9\n    return sizes.tolist()\n";

    public static TheoryData<string, string> Values
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string line in File.ReadLines(TestFiles.PathOf(Path.Combine("sources", "numpy.csv"))))
                data.Add(line.Split(';')[0], line.Split(';')[1]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_small_array_has_NumPys_values(string expression, string value) =>
        Assert.EndsWith($"ValueError: <{value}>", Failure($"'<' + repr({expression}) + '>'"), StringComparison.Ordinal);

    // Values that are not kept are not made up either.
    [Theory]
    [InlineData("np.zeros((3, 3))[1, 1].item()")]
    [InlineData("int(np.random.rand(3).sum())")]
    [InlineData("np.random.rand(2, 2).sum(axis=0).tolist()")]
    [InlineData("np.zeros(100000).tolist()")]
    public void A_value_that_is_not_kept_is_unknown(string expression) =>
        Assert.Contains(
            "which cannot be known without running the network",
            Failure(expression),
            StringComparison.Ordinal
        );

    private static string Failure(string expression) =>
        Assert
            .Throws<ModelFileException>(() =>
                new ModelLibrary().ReadCode(
                    $"{Setup}raise ValueError({expression})\n",
                    new ReadOptions(),
                    CancellationToken.None
                )
            )
            .Message.Split('\n')[0]
            .Trim();
}
