namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: what acts in training only.</summary>
internal sealed class RegularizationRules : KerasRules
{
    public RegularizationRules()
    {
        foreach (string name in new[] { "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout" })
            Map(name, call => new LayerDraft(name).Copy(call.Config, "Rate=rate|p"));
        Map("GaussianNoise", _ => new LayerDraft("GaussianNoise"));
        Map("ActivityRegularization", _ => CoreRules.Identity);
    }
}
