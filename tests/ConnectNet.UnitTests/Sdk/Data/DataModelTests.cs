using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using FsCheck;
using FsCheck.Fluent;

namespace ConnectNet.UnitTests.Sdk.Data;

public sealed class DataModelTests
{
    [Fact]
    public void Schemas_are_equal_when_all_their_attributes_are()
    {
        static SchemaBuilder Base() => SchemaBuilder.Struct().Name("n").Version(1).Doc("d").Parameter("p", "q")
            .Field("a", new SchemaBuilder(SchemaType.Bytes).Default(new byte[] { 1, 2 }).Build())
            .Field("b", SchemaBuilder.Map(Schema.String, SchemaBuilder.Array(Schema.OptionalInt64).Build()).Build());

        Assert.Equal(Base().Build(), Base().Build());
        Assert.Equal(Base().Build().GetHashCode(), Base().Build().GetHashCode());
        Assert.NotEqual(Base().Build(), Base().Optional().Build());
        Assert.NotEqual(Base().Build(), Base().Field("c", Schema.String).Build());
        Assert.NotEqual(Base().Build(), Base().Parameter("r", "s").Build());
        Assert.NotEqual(
            new SchemaBuilder(SchemaType.Bytes).Default(new byte[] { 1 }).Build(), new SchemaBuilder(SchemaType.Bytes).Default(new byte[] { 2 }).Build());
        Assert.Equal("Schema{n:STRUCT}", Base().Build().ToString());
        Assert.Equal("Schema{STRING}", Schema.OptionalString.ToString());
    }

    [Fact]
    public void The_builder_refuses_what_Javas_refuses()
    {
        Assert.Equal("Invalid SchemaBuilder call: name has already been set.", Refusal(() => new SchemaBuilder(SchemaType.Int8).Name("a").Name("b")));
        Assert.Equal("Invalid default value", Refusal(() => new SchemaBuilder(SchemaType.Int8).Default(1)));
        Assert.Equal("Invalid default value", Refusal(() => new SchemaBuilder(SchemaType.Int8).Default(null)));
        Assert.Equal("Cannot create field because of field name duplication f", Refusal(() => SchemaBuilder.Struct().Field("f", Schema.Int8).Field("f", Schema.Int8)));
        Assert.Equal("fieldName cannot be null.", Refusal(() => SchemaBuilder.Struct().Field("", Schema.Int8)));
        Assert.Equal("fieldSchema for field f cannot be null.", Refusal(() => SchemaBuilder.Struct().Field("f", null!)));
        Assert.Equal("Cannot create fields on type STRING", Refusal(() => new SchemaBuilder(SchemaType.String).Field("f", Schema.Int8)));
        Assert.Null(new SchemaBuilder(SchemaType.Int8).Optional().Default(null).Build().DefaultValue);
    }

    [Fact]
    public void A_struct_checks_what_is_put_and_gives_defaults_for_what_is_not()
    {
        var inner = SchemaBuilder.Struct().Field("x", Schema.Int8).Build();
        var schema = SchemaBuilder.Struct()
            .Field("id", Schema.Int64).Field("n", new SchemaBuilder(SchemaType.Int32).Default(5).Build()).Field("list", SchemaBuilder.Array(Schema.String).Optional().Build())
            .Field("in", SchemaBuilder.Struct().Optional().Field("x", Schema.Int8).Build()).Build();
        var value = new Struct(schema);

        Assert.Equal(5, value.Get("n"));
        Assert.Null(value.GetWithoutDefault("n"));
        Assert.Equal("Invalid value: null used for required field: \"n\", schema type: INT32", Problem(() => value.Put("n", null)));
        Assert.Equal("Invalid Java object for schema with type INT64: class java.lang.Integer for field: \"id\"", Problem(() => value.Put("id", 1)));
        Assert.Equal("Invalid value: null used for required element of array field: \"list\", schema type: STRING", Problem(() => value.Put("list", new List<object?> { null })));
        Assert.Equal("Struct schemas do not match.", Problem(() => value.Put("in", new Struct(inner))));
        Assert.Equal("f is not a valid field name", Problem(() => value.Get("f")));
        Assert.Equal("Field 'id' is not of type INT32", Problem(() => value.GetChecked<int?>("id", SchemaType.Int32)));
        Assert.Equal("Invalid value: null used for required field: \"id\", schema type: INT64", Problem(value.Validate));
        Assert.Equal("Not a struct schema: Schema{STRING}", Problem(() => _ = new Struct(Schema.String)));
        value.Put("id", 1L).Validate();
        Assert.Equal("Struct{id=1}", value.ToString());
    }

    [Fact]
    public void Logical_types_keep_Javas_bounds()
    {
        var money = LogicalTypes.DecimalBuilder(2).Build();
        Assert.Equal(
            "Decimal value has mismatching scale for given Decimal schema. Schema has scale 2, value has scale 3.",
            Problem(() => LogicalTypes.FromDecimal(money, BigDecimal.Parse("1.500"))));
        Assert.Equal(
            "Kafka Connect Date type should not have any time fields set to non-zero values.", Problem(() => LogicalTypes.FromDate(LogicalTypes.Date, new EpochMillis(1))));
        Assert.Equal(
            "Kafka Connect Time type should not have any date fields set to non-zero values.",
            Problem(() => LogicalTypes.FromTime(LogicalTypes.Time, new EpochMillis(EpochMillis.PerDay + 1))));
        Assert.Equal("Requested conversion of Date object but the schema does not match.", Problem(() => LogicalTypes.FromDate(Schema.Int32, default)));
        Assert.Equal((int)EpochMillis.PerDay, LogicalTypes.FromTime(LogicalTypes.Time, new EpochMillis(EpochMillis.PerDay)));
        Assert.Equal(-1, LogicalTypes.FromDate(LogicalTypes.Date, new EpochMillis(-EpochMillis.PerDay)));
    }

    [Theory]
    [InlineData("1.50", "1.50", 2)]
    [InlineData("-0.00", "0.00", 2)]
    [InlineData("1E+3", "1E+3", -3)]
    [InlineData("1E-7", "1E-7", 7)]
    [InlineData("0.000001", "0.000001", 6)]
    [InlineData("0.0000001", "1E-7", 7)]
    [InlineData("12.3e-9", "1.23E-8", 10)]
    [InlineData("+5.", "5", 0)]
    [InlineData(".5", "0.5", 1)]
    [InlineData("00012", "12", 0)]
    public void Decimals_have_Javas_text(string text, string expected, int scale)
    {
        var number = BigDecimal.Parse(text);

        Assert.Equal(expected, number.ToString());
        Assert.Equal(scale, number.Scale);
        Assert.Equal(number, BigDecimal.FromUnscaledBytes(number.ToUnscaledBytes(), scale));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData(" 1")]
    [InlineData("1_0")]
    [InlineData("1e99999999999")]
    [InlineData("0x1")]
    [InlineData("1e2147483648")]
    public void What_is_no_decimal_is_refused(string text) => Assert.False(BigDecimal.TryParse(text, out _));

    [Fact]
    public void Decimals_come_back_from_their_text() => Prop.ForAll<decimal>(number =>
        BigDecimal.Parse(BigDecimal.From(number).ToString()) == BigDecimal.From(number)).QuickCheckThrowOnFailure();

    [Fact]
    public void Dates_come_back_from_their_text() => Prop.ForAll<long>(seed =>
    {
        var time = new EpochMillis(seed % 250_000_000_000_000);
        var format = new JavaDateFormat("G yyyy-MM-dd HH:mm:ss.SSS");
        return format.TryParse(format.Format(time), out var back) && back == time;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Header_texts_come_back_as_the_same_value()
    {
        foreach (var value in new object[]
        {
            (sbyte)5, (short)300, 70_000, 5_000_000_000, true, "abc", 0.5f, new EpochMillis(1_566_570_894_346), new EpochMillis(EpochMillis.PerDay * 100),
            new List<object?> { (sbyte)1, (sbyte)2 }, new ConnectMap { ["a"] = (sbyte)1 },
        })
        {
            Assert.Equal(Values.JavaText(value), Values.JavaText(Values.ParseString(Values.ConvertToString(value)).Value));
        }
    }

    [Fact]
    public void A_map_counts_entries_not_order()
    {
        var a = new ConnectMap { ["x"] = 1L, ["y"] = new List<object?> { 1L } };
        var b = new ConnectMap { ["y"] = new List<object?> { 1L }, ["x"] = 1L };

        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, new ConnectMap { ["x"] = 1L });
        Assert.Equal(["y", "x"], b.Keys);
        Assert.Throws<ArgumentException>(() => a.Add("x", 2L));
    }

    private static string Refusal(Action action) => Assert.Throws<SchemaBuilderException>(action).Message;

    private static string Problem(Action action) => Assert.ThrowsAny<DataException>(action).Message;
}
