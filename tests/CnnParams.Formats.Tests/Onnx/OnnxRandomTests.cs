using System.Formats.Tar;
using System.IO.Compression;
using CnnParams.Layers;
using CnnParams.Measuring;
using CnnParams.Reading;

namespace CnnParams.Formats.Tests.Onnx;

// Expected: what PyTorch 1.13.1 counts and runs (tests/oracles/onnx_random.py): 120 random networks and 30 that were
// counted wrong once, each exported at batches 1 to 4 and with an open one.
public class OnnxRandomTests
{
    private static readonly string Folder = TestFiles.PathOf("onnx-random");

    // Where a file fixes several samples, what it computes of constants is not seen to be done once for each; nor is
    // one sample known where the statistics are those of all.
    private static readonly string[] OpenAtSeveral = ["queries", "decoder", "cell", "samples", "joined"];

    // One sample that is merged with columns and parted again can be any of the axes of one position.
    private static readonly string[] OpenAtOne = ["columns", "joined", "steps_of_one"];

    // Where the export has computed what a file holds, how many parameters that was is not in it; parts of what was
    // joined along an open batch have no size that is known.
    private static readonly string[] OpenAlways = ["weight_norm", "relative", "joined"];

    [Fact]
    public void Random_networks_are_counted_as_PyTorch_does_at_every_batch()
    {
        var figures = File.ReadLines(Path.Combine(Folder, "figures.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(row => row[0]);
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using var zipped = new GZipStream(
                File.OpenRead(Path.Combine(Folder, "files.tar.gz")),
                CompressionMode.Decompress
            );
            TarFile.ExtractToDirectory(zipped, folder, overwriteFiles: false);
            string[] files =
            [
                .. Directory.EnumerateFiles(folder, "*.onnx").OrderBy(file => file, StringComparer.Ordinal),
            ];
            string[] wrong = [.. files.Select(file => Differs(file, figures[NameOf(file)])).OfType<string>()];
            Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
            Assert.Equal((150, 742), (figures.Count, files.Length));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string NameOf(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name ? name[..name.LastIndexOf('_')] : "";

    private static string? Differs(string file, string[] figures)
    {
        var network = TestFiles.Read(file);
        var measured = Measurer.Measure(network, new MeasureOptions { View = ParameterView.PyTorch });
        var totals = measured.Totals;
        string output = string.Join('x', measured.Rows.Single(row => row.Name == network.Outputs[0]).OutputShape.Sizes);
        string found =
            $"{totals.Parameters},{totals.Macs},{output},{totals.ParametersTrust},{totals.MacsTrust},{totals.ShapeTrust}";
        string expected = $"{figures[1]},{figures[2]},{figures[3]},Exact,Exact,Exact";
        // A parameter that no module of torch.nn has may be a buffer.
        if (
            totals.ParametersTrust == Trust.Assumed
            && totals.TrustReasons.All(reason => reason.Contains("does not tell parameters from buffers"))
        )
            found = found.Replace(",Assumed,", ",Exact,");
        bool mayBeOpen =
            OpenAlways.Contains(figures[0])
            || (OpenAtSeveral.Contains(figures[0]) && file[^6] is '2' or '3' or '4')
            || (OpenAtOne.Contains(figures[0]) && file[^6] is '1');
        bool isOpen =
            mayBeOpen
            && (totals.ParametersTrust, totals.MacsTrust, totals.ShapeTrust) != (Trust.Exact, Trust.Exact, Trust.Exact)
            && (totals.ParametersTrust != Trust.Exact || $"{totals.Parameters}" == figures[1])
            && (totals.MacsTrust != Trust.Exact || $"{totals.Macs}" == figures[2])
            && (totals.ShapeTrust != Trust.Exact || output == figures[3]);
        return isOpen || (found == expected && measured.Problems.Count == 0)
            ? null
            : $"{Path.GetFileName(file)}: {found} for {expected}";
    }
}
