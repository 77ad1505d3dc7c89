using ConnectNet.Runtime.Configuration;

namespace ConnectNet.UnitTests.Runtime.Configuration;

public sealed class UnknownKeysTests
{
    private static readonly string[] Declared = ["file", "topic", "batch.size", "tasks.max", "transforms"];

    [Theory]
    [InlineData("flie", "file")]
    [InlineData("fil", null)]
    [InlineData("topics", "topic")]
    [InlineData("batchsize", "batch.size")]
    [InlineData("task.max", "tasks.max")]
    [InlineData("tsk.max", "tasks.max")]
    [InlineData("description", null)]
    [InlineData("mode", null)]
    public void A_slip_is_told_with_the_nearest_name(string key, string? nearest)
    {
        var unknown = UnknownKeys.Find([key], Declared, []);
        Assert.Equal(nearest is null ? [] : [$"{key} (did you mean {nearest}?)"], unknown.Slips);
        Assert.Equal(nearest is null ? [key] : [], unknown.Others);
    }

    [Fact]
    public void What_is_declared_or_of_a_family_is_known()
    {
        var unknown = UnknownKeys.Find(["file", "transforms.a.flied", "producer.override.acks"], Declared, ["transforms.", "producer.override."]);
        Assert.Empty(unknown.Slips);
        Assert.Empty(unknown.Others);
    }
}
