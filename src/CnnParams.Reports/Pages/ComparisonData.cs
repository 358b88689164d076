using CnnParams.Comparing;

namespace CnnParams.Reports.Pages;

/// <summary>What became of the first network in another, as the page's script reads it.</summary>
internal static class ComparisonData
{
    // Whoever has more to look through needs Compare-CnnModel.
    private const int MostLayers = 500;

    internal static void Write(JsonText json, NetworkDifference difference)
    {
        var changed = difference.GetLayers().Where(layer => layer.Change != LayerChange.Equal).ToArray();
        json.Begin('{');
        json.Key("added").Number(difference.Added);
        json.Key("removed").Number(difference.Removed);
        json.Key("changed").Number(difference.Changed);
        json.Key("equal").Number(difference.Equal);
        json.Key("parametersDelta").Number(difference.ParametersDelta);
        json.Key("macsDelta").Number(difference.MacsDelta);
        json.Key("layers").Begin('[');
        foreach (var layer in changed.Take(MostLayers))
        {
            json.Begin('{');
            json.Key("change").Text(layer.Change.ToString());
            json.Key("name").Text(layer.Name);
            json.Key("otherName").Text(layer.DifferenceName ?? "");
            json.Key("type").Text(layer.Type);
            json.Key("shape").Text(layer.ReferenceShape?.ToString() ?? "");
            json.Key("otherShape").Text(layer.DifferenceShape?.ToString() ?? "");
            json.Key("parametersDelta").Number(layer.ParametersDelta);
            json.Key("macsDelta").Number(layer.MacsDelta);
            json.Key("reason").Text(layer.Reason);
            json.End('}');
        }

        json.End(']').End('}');
    }
}
