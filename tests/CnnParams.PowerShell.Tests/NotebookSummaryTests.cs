using System.Text.Json;

namespace CnnParams.PowerShell.Tests;

/// <summary>Summaries in the outputs of a notebook's cells, as model.summary() and print leave them there.</summary>
public sealed class NotebookSummaryTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Table = """
        Model: "lenet"
        _________________________________________________________________
         Layer (type)                Output Shape              Param #
        =================================================================
         conv2d (Conv2D)             (None, 28, 28, 8)         608
         dense (Dense)               (None, 28, 28, 10)        90
        =================================================================
        Total params: 698
        _________________________________________________________________
        """;

    // The text is the first argument; a path in its place is one.
    [Fact]
    public void A_path_alone_is_that_of_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Table);
            var (output, errors) = session.Invoke(
                $"ConvertFrom-CnnSummary '{file}'; '{file}' | ConvertFrom-CnnSummary"
            );
            Assert.Empty(errors);
            Assert.Equal(6, output.Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Outputs_are_read_in_every_form()
    {
        string[] lines = [.. Table.Split('\n').Select(line => line + "\n")];
        object[] cells =
        [
            new { cell_type = "markdown", source = "A network" },
            Cell(
                new
                {
                    output_type = "stream",
                    name = "stdout",
                    text = lines,
                }
            ),
            Cell(
                new { output_type = "execute_result", data = new Dictionary<string, object> { ["text/plain"] = Table } }
            ),
            Cell(
                new
                {
                    output_type = "display_data",
                    data = new Dictionary<string, object> { ["image/png"] = "iVBORw0" },
                }
            ),
        ];
        foreach (
            string notebook in new[]
            {
                JsonSerializer.Serialize(new { cells, nbformat = 4 }),
                JsonSerializer.Serialize(new { nbformat = 3, worksheets = new[] { new { cells } } }),
            }
        )
        {
            var (output, errors) = session.Invoke(Read(notebook));
            Assert.Empty(errors);
            Assert.Equal(
                ["conv2d 608", "dense 90", "Total 698", "conv2d 608", "dense 90", "Total 698"],
                output.Select(row => $"{row.Properties["Name"].Value} {row.Properties["Parameters"].Value}")
            );
        }
    }

    [Theory]
    [InlineData("""{"cells": [{"cell_type": "code", "outputs": []}]}""", "NotASummary")]
    [InlineData("""{"cells": [{"cell_type": """, "DamagedFile")]
    [InlineData("""{"nbformat": 4}""", "DamagedFile")]
    [InlineData("""{"layers": []}""", "NotASummary")]
    public void What_has_no_summary_is_an_error(string text, string id)
    {
        var (_, errors) = session.Invoke(Read(text));
        Assert.StartsWith(id + ",", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static string Read(string text) => $"@'\n{text}\n'@ | ConvertFrom-CnnSummary";

    private static object Cell(object output) => new { cell_type = "code", outputs = new[] { output } };
}
