using System.Management.Automation;
using CnnParams.Budgets;
using CnnParams.Devices;

namespace CnnParams.PowerShell;

/// <summary>Devices by their names, or by wildcards.</summary>
internal static class NamedDevices
{
    /// <summary>The devices of some names, each once. A wildcard is for those that say what fits them.</summary>
    /// <exception cref="LayerException">There is none of a name, or that a wildcard matches.</exception>
    internal static IReadOnlyList<Device> Of(IEnumerable<string> names) => [.. names.SelectMany(Matching).Distinct()];

    private static IEnumerable<Device> Matching(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return [KnownDevices.Get(name)];
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        Device[] matching =
        [
            .. KnownDevices.All.Where(device => pattern.IsMatch(device.Name) && DeviceLimits.Of(device).Any()),
        ];
        return matching.Length > 0
            ? matching
            : throw new LayerException(
                ErrorId.UnknownDevice,
                $"no device whose limits are known has a name such as '{name}'; Get-CnnDevice lists them"
            );
    }
}
