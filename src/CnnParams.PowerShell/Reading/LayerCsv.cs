using System.Management.Automation;
using CnnParams.Layers;

namespace CnnParams.PowerShell.Reading;

/// <summary>A CSV file with a row for each layer, read as a user would: Import-Csv, then New-CnnLayer.</summary>
internal static class LayerCsv
{
    private const string Script =
        "param($path) $ErrorActionPreference = 'Stop'; Import-Csv -LiteralPath $path | CnnParams\\New-CnnLayer";

    /// <summary>How the names of such files end.</summary>
    internal const string Extension = ".csv";

    /// <summary>The layers, in order.</summary>
    /// <exception cref="RuntimeException">The file cannot be read, or a row is no layer; the message says
    /// which.</exception>
    internal static IReadOnlyList<Layer> Read(PSCmdlet cmdlet, string path) =>
        [.. cmdlet.InvokeCommand.InvokeScript(Script, path).Select(layer => layer.BaseObject).OfType<Layer>()];
}
