using System.Management.Automation;
using CnnParams.Layers;

namespace CnnParams.PowerShell;

/// <summary>What stands in a network for an object that is no layer, where one was expected.</summary>
internal static class Unmade
{
    /// <summary>A layer that could not be made, for the reason of an error.</summary>
    internal static UnmadeLayer Of(ErrorRecord error) => new() { Reason = error.Exception.Message.TrimEnd('.') };
}
