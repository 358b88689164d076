using CnnParams.Formats.Tests.StateDicts;

namespace CnnParams.Formats.Tests.Onnx;

public class OnnxDamageTests
{
    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (string folder in new[] { OnnxFiles.Folder, OnnxFiles.TruthFolder })
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
                data.Add(Path.GetRelativePath(TestFiles.PathOf(""), file));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Damaged_files_give_errors_of_their_own(string file)
    {
        Damage.CutEverywhere(TestFiles.PathOf(file));
        Damage.FlipBytes(TestFiles.PathOf(file), times: 40);
    }

    [Fact]
    public void A_small_file_can_be_cut_at_every_byte() => Damage.CutAtEveryByte(OnnxFiles.TruthPathOf("tied"));
}
