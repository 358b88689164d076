namespace CnnParams.Formats.Keras;

/// <summary>keras.layers: what acts in training only.</summary>
internal sealed class KerasRegularizationRules : KerasRules
{
    public KerasRegularizationRules()
    {
        foreach (
            string name in new[]
            {
                "Dropout",
                "SpatialDropout1D",
                "SpatialDropout2D",
                "SpatialDropout3D",
                "AlphaDropout",
                "GaussianDropout",
            }
        )
            Map(name, call => new KerasDraft(name).Copy(call.Config, "Rate=rate|p"));
        Map("GaussianNoise", _ => new KerasDraft("GaussianNoise"));
        Map("ActivityRegularization", _ => KerasCoreRules.Identity);
    }
}
