using ConnectNet.Runtime.Kafka;

namespace ConnectNet.UnitTests.Runtime.Kafka;

public sealed class OffsetResetTests
{
    /// <summary>Milliseconds as <c>java.time.Duration</c> reads them; null is what the Java consumer refuses.</summary>
    [Theory]
    [InlineData("PT1H", 3_600_000L)]
    [InlineData("pt1h", 3_600_000L)]
    [InlineData("P1DT2H3M4.5S", 93_784_500L)]
    [InlineData("PT0S", 0L)]
    [InlineData("PT1H-30M", 1_800_000L)]
    [InlineData("PT-0.5S", null)]
    [InlineData("PT1.0009S", 1_000L)]
    [InlineData("-PT-1H", 3_600_000L)]
    [InlineData("-PT1H", null)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("P1DT", null)]
    [InlineData("P1H", null)]
    [InlineData(" PT1H", null)]
    [InlineData("PT99999999999999999H", null)]
    public void Durations_are_Javas(string text, long? expected) => Assert.Equal(expected, OffsetReset.TryParse("by_duration:" + text)?.Age);

    [Theory]
    [InlineData("Earliest")]
    [InlineData("BY_DURATION:PT1H")]
    [InlineData("by_duration:")]
    [InlineData("")]
    public void Other_values_are_none(string value) => Assert.Null(OffsetReset.TryParse(value));
}
