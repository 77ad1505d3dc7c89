using System.Numerics;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;
using Xunit;

namespace ConnectNet.UnitTests.Sdk.Data;

public sealed class ConnectMapTests
{
    [Fact]
    public void Behaves_as_an_ordered_dictionary_whatever_is_done_to_it()
    {
        var random = new Random(7);
        for (var run = 0; run < 200; run++)
        {
            var map = new ConnectMap();
            var expected = new OrderedDictionary<object, object?>();
            for (var step = 0; step < 150; step++)
            {
                object key = random.Next(3) == 0 ? random.NextInt64(run + 1) : "key-" + random.Next(run + 1);
                if (random.Next(4) == 0)
                {
                    Assert.Equal(expected.Remove(key), map.Remove(key));
                }
                else
                {
                    map[key] = step;
                    expected[key] = step;
                }

                Assert.Equal(expected.GetValueOrDefault(key), map[key]);
                Assert.Equal(expected.ContainsKey(key), map.ContainsKey(key));
            }

            Assert.Equal(expected.ToList(), map.ToList());
            Assert.Equal(expected.Keys, map.Keys);
            Assert.Equal(expected.Values, map.Values);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(40)]
    [InlineData(500)]
    public void Is_shown_in_the_order_of_buckets_and_copied_in_it(int count)
    {
        var map = new ConnectMap();
        for (var i = 0; i < count; i++)
        {
            map.Add($"field{i * 7919}", i);
        }

        var sorted = map.ToArray();
        JavaHash.Sort(sorted, static entry => JavaHash.Of(entry.Key), JavaHash.Buckets(JavaHash.DefaultBuckets, count));
        Assert.Equal(sorted, map.InJavaOrder());
        Assert.Equal(sorted, new ConnectMap(map));
        Assert.Equal("{" + string.Join(", ", sorted.Select(entry => $"{entry.Key}={entry.Value}")) + "}", Values.JavaText(map));
    }

    [Fact]
    public void Refuses_a_key_twice_and_null()
    {
        var map = new ConnectMap { ["a"] = 1 };
        Assert.Throws<ArgumentException>(() => map.Add("a", 2));
        Assert.Throws<ArgumentNullException>(() => map[null!] = 1);
    }

    [Fact]
    public void Texts_of_decimals_do_not_depend_on_the_way_they_are_written()
    {
        var random = new Random(11);
        for (var i = 0; i < 5_000; i++)
        {
            var unscaled = new BigInteger(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
            var number = new BigDecimal(unscaled, random.Next(-2, 9));
            Assert.Equal(number.ToString(), Values.JavaText(number));
        }
    }
}
