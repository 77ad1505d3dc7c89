using ConnectNet.Runtime.Kafka.Group;

namespace ConnectNet.UnitTests.Runtime.Kafka.Group;

public sealed class WireTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Primitives_come_back_as_they_were_written(bool flexible)
    {
        var writer = new WireWriter(flexible);
        writer.Int8(-1);
        writer.Int16(-2);
        writer.Int32(int.MinValue);
        writer.Int64(long.MaxValue);
        writer.Bool(true);
        writer.String("Grüße");
        writer.String(null);
        writer.Bytes(new byte[300]);
        writer.Bytes(null);
        writer.Array(-1);
        writer.Array(200);
        writer.Tags();

        var reader = new WireReader(writer.Written, flexible);
        Assert.Equal((sbyte)-1, reader.Int8());
        Assert.Equal((short)-2, reader.Int16());
        Assert.Equal(int.MinValue, reader.Int32());
        Assert.Equal(long.MaxValue, reader.Int64());
        Assert.True(reader.Bool());
        Assert.Equal("Grüße", reader.NullableString());
        Assert.Null(reader.NullableString());
        Assert.Equal(300, reader.Bytes().Length);
        Assert.Null(reader.NullableBytes());
        Assert.Equal(-1, reader.Array());
        Assert.Equal(200, reader.Array());
        reader.Tags();
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void Unknown_tagged_fields_are_passed_over()
    {
        var reader = new WireReader(new byte[] { 2, 0, 1, 9, 5, 2, 8, 8, 42 }, flexible: true);
        reader.Tags();
        Assert.Equal((sbyte)42, reader.Int8());
    }

    [Fact]
    public void Text_that_ends_too_early_is_an_error()
    {
        Assert.Throws<InvalidDataException>(() => new WireReader(new byte[] { 0, 9, 65 }).String());
        Assert.Throws<InvalidDataException>(() => new WireReader(new byte[] { 0 }).Int16());
    }
}
