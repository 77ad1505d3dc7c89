using System.Text;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Storage;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class SessionKeysTests
{
    private static readonly byte[] Body = "[{\"a\":\"b\"}]"u8.ToArray();
    private readonly FakeTimeProvider _time = new();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void A_leader_makes_a_key_when_there_is_none_and_when_it_is_old()
    {
        var keys = Keys(ttl: 1000);
        var first = keys.Rotate()!;
        Assert.Equal(32, first.Key.Length);
        Assert.Equal(Now, first.CreationTimestamp);
        keys.Update(first);
        Assert.Null(keys.Rotate());
        Assert.Equal(Now + 1000, keys.Expiration);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(keys.Rotate());
    }

    [Fact]
    public void A_time_to_live_of_zero_rotates_only_the_key_found_at_start()
    {
        var keys = Keys(ttl: 0);
        var found = new SessionKey(new byte[32], "HmacSHA256", Now);
        keys.Adopt(ClusterState.Empty with { SessionKey = found });
        Assert.Same(found, keys.Current);
        keys.Update(keys.Rotate()!);
        _time.Advance(TimeSpan.FromDays(30));
        keys.Adopt(ClusterState.Empty with { SessionKey = found });
        Assert.Null(keys.Rotate());
    }

    [Fact]
    public void A_key_of_another_algorithm_or_size_is_replaced()
    {
        foreach (var other in new[] { new SessionKey(new byte[32], "HmacSHA512", Now), new SessionKey(new byte[16], "HmacSHA256", Now) })
        {
            var keys = Keys(ttl: 1000);
            keys.Update(other);
            Assert.NotNull(keys.Rotate());
        }
    }

    [Fact]
    public void A_request_signed_with_the_key_is_taken()
    {
        var keys = Keys();
        var key = keys.Rotate()!;
        keys.Update(key);
        keys.Verify(new InternalRequestSignature(Body, "HmacSHA256", Convert.ToBase64String(RequestSignatures.Sign("HmacSHA256", key, Body))));
    }

    [Theory]
    [InlineData(null, "AAAA", 400, "Internal request missing required signature")]
    [InlineData("HmacSHA256", null, 400, "Internal request missing required signature")]
    [InlineData("nope", "AAAA", 400, "Algorithm nope not available")]
    [InlineData("HmacSHA256", "!!", 400, "Illegal base64 character 21")]
    [InlineData("HmacSHA512", "AAAA", 400, "This worker does not support the 'HmacSHA512' key signing algorithm used by other workers. This worker is "
        + "currently configured to use: [HmacSHA256]. Check that all workers' configuration files permit the same set of signature algorithms, and "
        + "correct any misconfigured worker and restart it.")]
    [InlineData("HmacSHA256", "AAAA", 503,
        "This worker is still starting up and has not been able to read a session key from the config topic yet")]
    public void A_request_without_a_proper_signature_is_refused(string? algorithm, string? signature, int status, string message)
    {
        var refused = Assert.ThrowsAny<RestRequestException>(() => Keys().Verify(new InternalRequestSignature(Body, algorithm, signature)));
        Assert.Equal((status, message), (refused.Status, refused.Message));
    }

    [Fact]
    public void A_request_signed_with_another_key_is_refused()
    {
        var keys = Keys();
        keys.Update(new SessionKey(Encoding.ASCII.GetBytes("12345678901234567890123456789012"), "HmacSHA256", Now));
        var refused = Assert.ThrowsAny<RestRequestException>(() => keys.Verify(new InternalRequestSignature(Body, "HmacSHA256", "AAAA")));
        Assert.Equal((403, "Internal request contained invalid signature."), (refused.Status, refused.Message));
    }

    private SessionKeys Keys(long ttl = 3_600_000) => new(new SigningSettings("HmacSHA256", null, ttl, ["HmacSHA256"]), _time);
}
