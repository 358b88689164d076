using CnnParams.Reading;

namespace CnnParams.Formats.Tests.PythonSource;

/// <summary>Where the model that a script is about fails, another one is not read without a word.</summary>
public sealed class FailedModelTests
{
    [Theory]
    [InlineData("classifier = Net(width=8, depth=3)")]
    [InlineData("classifier = make(8)")]
    [InlineData("classifier = nn.Sequential(head, 8)")]
    public void What_is_read_in_its_place_is_said(string statement)
    {
        var network = new ModelLibrary().ReadCode(
            $"""
            import torch
            from torch import nn

            class Net(nn.Module):
                def __init__(self, width):
                    super().__init__()
                    self.top = nn.Linear(width, 4)

            def make(width):
                return Net(width, "deep")

            head = nn.Linear(8, 4)
            loader = torch.load("x").open(1)
            {statement}
            """,
            new ReadOptions(),
            default
        );

        string said = Assert.Single(
            network.Warnings,
            warning => warning.Contains("'classifier' is not built, and head is read", StringComparison.Ordinal)
        );
        Assert.Contains("line", said, StringComparison.Ordinal);
        Assert.DoesNotContain(network.Warnings, warning => warning.StartsWith("'loader'", StringComparison.Ordinal));
    }
}
