using System.Text;
using CnnParams.Formats.Tests.StateDicts;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Ncnn;

// tests/data/ncnn/layers.csv: what leaves layers that ncnn itself has run, by tests/oracles/ncnn_layers.py.
public class NcnnLayerTests
{
    public static TheoryData<string, string, string> Layers()
    {
        var layers = new TheoryData<string, string, string>();
        foreach (
            string[] row in File.ReadLines(WeightFiles.Full("ncnn/layers.csv")).Skip(1).Select(line => line.Split(';'))
        )
            layers.Add(row[0], row[1], row[2]);
        return layers;
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void What_leaves_is_what_leaves_ncnns(string incoming, string line, string outgoing)
    {
        var measured = Read(incoming, line);
        Assert.Empty(measured.Problems);
        Assert.Equal(outgoing, measured.Rows[^1].OutputShape.ToString());
    }

    [Fact]
    public void Any_number_as_any_setting_is_read_or_an_error()
    {
        long[] extremes = [int.MinValue, -234, -233, -1, 0, 1, int.MaxValue, long.MaxValue];
        int errors = 0;
        foreach (
            string[] row in File.ReadLines(WeightFiles.Full("ncnn/layers.csv")).Skip(1).Select(line => line.Split(';'))
        )
        {
            string[] words = row[1].Split(' ');
            foreach (int at in Enumerable.Range(6, words.Length - 6))
            {
                foreach (long extreme in extremes)
                {
                    try
                    {
                        _ = Read(
                            row[0],
                            string.Join(
                                ' ',
                                words.Select((word, i) => i == at ? $"{word.Split('=')[0]}={extreme}" : word)
                            )
                        );
                    }
                    catch (Exception exception)
                        when (exception is ModelFileException or LayerException { Id: ErrorId.SizeOverflow })
                    {
                        errors++;
                    }
                }
            }
        }

        Assert.True(errors > 100, $"{errors} errors");
    }

    private static NetworkMeasurement Read(string incoming, string line)
    {
        string sizes = string.Join(' ', incoming.Split(',').Reverse().Select((size, i) => $"{i}={size}"));
        using var file = new TemporaryFile(
            "typed.param",
            Encoding.UTF8.GetBytes($"7767517\n2 2\nInput x 0 1 x {sizes}\n{line}\n")
        );
        return Measurer.Measure(WeightFiles.Read(file.Path));
    }
}
