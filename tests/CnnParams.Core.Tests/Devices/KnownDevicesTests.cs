using CnnParams.Budgets;
using CnnParams.Devices;
using CnnParams.Layers;

namespace CnnParams.Core.Tests.Devices;

public sealed class KnownDevicesTests
{
    [Fact]
    public void Every_device_has_a_source_and_something_that_is_known()
    {
        Assert.Equal(
            KnownDevices.All.Count,
            KnownDevices.All.Select(device => device.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()
        );
        Assert.All(
            KnownDevices.All,
            device =>
                Assert.True(
                    device.Source.Length > 0 && device.Kind.Length > 0 && DeviceLimits.Of(device).Any(),
                    device.Name
                )
        );
    }

    [Theory]
    [InlineData("nRF52840", "WeightBytes, Arena")]
    [InlineData("micro:bit v2", "WeightBytes, Arena")]
    [InlineData("GAP8", "PeakActivationBytes")]
    [InlineData("T4", "InferenceBytes")]
    [InlineData("Apple App Clip", "WeightBytes")]
    public void What_a_device_limits_follows_from_where_things_lie_on_it(string device, string quantities) =>
        Assert.Equal(
            quantities,
            string.Join(", ", DeviceLimits.Of(KnownDevices.Get(device)).Select(limit => limit.Quantity))
        );

    [Fact]
    public void Names_are_found_however_they_are_spelt()
    {
        // 1 MB of flash and 320 KB of RAM: the data sheet, and the target of many papers on tiny networks.
        var device = KnownDevices.Get("stm32f746ng");
        Assert.Equal((1_048_576L, 327_680L), (device.StorageBytes, device.RamBytes));
        Assert.Contains(
            "STM32F746NG",
            Assert.Throws<LayerException>(() => KnownDevices.Get("STM32F746N")).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    // NVIDIA, Ampere GA102 GPU Architecture: 35.6 TFLOPS, 284 TOPS, 936 GB/s. An operation is half a
    // multiply-accumulate.
    [InlineData("RTX 3090", DataType.Float32, 17_800_000_000_000, 936_000_000_000)]
    [InlineData("RTX 3090", DataType.Int8, 142_000_000_000_000, 936_000_000_000)]
    // NVIDIA, A100 data sheet: 312 TFLOPS, 1,555 GB/s.
    [InlineData("A100 SXM 40GB", DataType.Float16, 156_000_000_000_000, 1_555_000_000_000)]
    // NVIDIA, H100 data sheet: 1,979 TOPS without sparsity, 3.35 TB/s.
    [InlineData("H100 SXM", DataType.Int8, 989_500_000_000_000, 3_350_000_000_000)]
    public void Rates_are_those_of_the_data_sheets(string name, DataType type, long macs, long bandwidth)
    {
        var device = KnownDevices.Get(name);
        Assert.Equal((macs, bandwidth), (device.PeakMacs.Of(type), device.Bandwidth));
        Assert.Equal(2.0 * macs / bandwidth, device.RidgePoint(type));
    }

    [Fact]
    public void What_is_not_known_is_never_zero()
    {
        var device = KnownDevices.Get("nRF52840");
        Assert.Null(device.Bandwidth);
        Assert.Null(device.PeakMacs.Of(DataType.Float32));
        Assert.Null(device.RidgePoint(DataType.Int8));
    }

    [Theory]
    [InlineData("4TOPS", 2_000_000_000_000)]
    [InlineData("4 tops/s", 2_000_000_000_000)]
    [InlineData("35.6 TFLOPS", 17_800_000_000_000)]
    [InlineData("600GOPS/s", 300_000_000_000)]
    [InlineData("472gflops", 236_000_000_000)]
    [InlineData("100", 100)]
    [InlineData("2T", 2_000_000_000_000)]
    [InlineData(100_000_000, 100_000_000)]
    public void Rates_are_read_as_data_sheets_state_them(object rate, long macs) =>
        Assert.Equal(macs, PeakRates.Read(new Dictionary<string, object?> { ["int8"] = rate }).Of(DataType.Int8));

    [Fact]
    public void Rates_are_read_from_text() =>
        Assert.Equal("Float16=1.5G, Int8=2T", PeakRates.Read("Int8=4TOPS; float16=1.5G").ToString());

    [Theory]
    [InlineData("936GB/s", 936_000_000_000)]
    [InlineData("25.6 GB/s", 25_600_000_000)]
    [InlineData("25.6 gb/s", 25_600_000_000)]
    [InlineData("3.35TB/s", 3_350_000_000_000)]
    [InlineData("936G", 936_000_000_000)]
    public void Bandwidths_are_in_powers_of_ten(string text, long bytes) =>
        Assert.Equal(bytes, Read("Bandwidth", text).Bandwidth);

    [Theory]
    [InlineData("Bandwidth", "936GB", ErrorId.InvalidSetting, "936GB/s")]
    [InlineData("Bandwidth", "fast", ErrorId.InvalidLimit, "Bandwidth is 'fast'")]
    [InlineData("Ram", 0, ErrorId.InvalidSetting, "Ram is 0")]
    [InlineData("Ram", "-5", ErrorId.InvalidLimit, "Ram is '-5'")]
    [InlineData("Flash", "99999999999999999999", ErrorId.InvalidLimit, "Flash is")]
    [InlineData("PeakMacs", "Int9=4TOPS", ErrorId.InvalidSetting, "did you mean")]
    [InlineData("PeakMacs", "3=4TOPS", ErrorId.InvalidSetting, "no data type")]
    [InlineData("PeakMacs", "4TOPS", ErrorId.InvalidSetting, "Int8=4TOPS")]
    [InlineData("PeakMacs", "Int8=0", ErrorId.InvalidSetting, "PeakMacs of Int8 is 0")]
    [InlineData("PeakMacs", "Int8=1OPS", ErrorId.InvalidSetting, "PeakMacs of Int8 is 0")]
    [InlineData("PeakMacs", "Int8=99999999999PFLOPS", ErrorId.InvalidLimit, "2^63-1")]
    [InlineData("Rom", "1MB", ErrorId.UnknownSetting, "Flash")]
    public void What_is_wrong_is_named_with_what_would_be_right(string name, object value, ErrorId id, string hint)
    {
        var exception = Assert.Throws<LayerException>(() => Read(name, value));
        Assert.Equal(id, exception.Id);
        Assert.Contains(hint, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_devices_come_and_go_and_give_way_to_those_that_they_replaced()
    {
        var own = new Device("nrf52840") { RamBytes = 1 };
        Assert.Equal(ErrorId.DuplicateName, Assert.Throws<LayerException>(() => KnownDevices.Register(own)).Id);
        KnownDevices.Register(own, replace: true);
        try
        {
            Assert.Same(own, KnownDevices.Get("nRF52840"));
            Assert.Single(
                KnownDevices.All,
                device => device.Name.Equals("nRF52840", StringComparison.OrdinalIgnoreCase)
            );
            KnownDevices.Register(own, replace: true);
            Assert.Single(KnownDevices.Own, own);
        }
        finally
        {
            KnownDevices.Unregister(own);
        }

        Assert.Equal(262_144, KnownDevices.Get("nRF52840").RamBytes);
    }

    [Fact]
    public void A_device_needs_a_name() =>
        Assert.Equal(ErrorId.MissingSetting, Assert.Throws<LayerException>(() => DeviceDescription.Read([])).Id);

    private static Device Read(string name, object value) =>
        DeviceDescription.Read([new("Name", "X"), new(name, value)]);
}
