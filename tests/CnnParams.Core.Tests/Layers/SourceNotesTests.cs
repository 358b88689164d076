using CnnParams.Layers;

namespace CnnParams.Core.Tests.Layers;

/// <summary>Notes of a layer that is stored as a text and made again.</summary>
public sealed class SourceNotesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Call=Function")]
    [InlineData("Call=Function; IsForTraining=True; IsFixedSize=True; IsInPlace=True; SizeFrom=in:1")]
    [InlineData("IsSizeOpen=True; IsSizeStored=True; StoredFor=(?,8,3,)|(4,)")]
    [InlineData("StoredFor=?")]
    [InlineData("StoredFor=(1,?,)|?")]
    [InlineData("Stated=w:3x4|a%257Cb:5:Bias")]
    [InlineData("Contradiction=2 %3B 3; Assumption=half %25; WeightAssumption=all are learned")]
    public void A_text_of_notes_is_written_as_it_was_read(string text) =>
        Assert.Equal(text, SourceNotes.Parse(text).ToString());

    [Fact]
    public void Each_note_is_read()
    {
        var notes = SourceNotes.Parse(" IsInPlace=true ;; SizeFrom=a=b; Contradiction=2 %3B 3");
        Assert.Equal((true, "a=b", "2 ; 3"), (notes.IsInPlace, notes.SizeFrom, notes.Contradiction));
    }

    [Theory]
    [InlineData("Call=9")]
    [InlineData("Call")]
    [InlineData("IsInPlace=maybe")]
    [InlineData("IsForTraining=")]
    [InlineData("Unheard=1")]
    [InlineData("StoredFor=99999999999999999999")]
    public void Anything_else_is_refused(string text) =>
        Assert.Contains(
            "is not what the source of a layer says",
            Assert.Throws<LayerException>(() => SourceNotes.Parse(text)).Message,
            StringComparison.Ordinal
        );
}
