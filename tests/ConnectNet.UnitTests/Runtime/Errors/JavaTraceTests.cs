using ConnectNet.Runtime.Errors;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Errors;

public sealed class JavaTraceTests
{
    [Fact]
    public void Class_names_are_those_operators_know_and_causes_follow()
    {
        var trace = JavaTrace.Of(Thrown(() => throw new ConnectException("outer", Thrown(() => throw new DataException("inner")))));
        var lines = trace.Split('\n');
        Assert.Equal("org.apache.kafka.connect.errors.ConnectException: outer", lines[0]);
        Assert.StartsWith("\tat ConnectNet.UnitTests.Runtime.Errors.JavaTraceTests", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"\(JavaTraceTests\.cs:\d+\)$", lines[1]);
        Assert.Contains("Caused by: org.apache.kafka.connect.errors.DataException: inner", lines);
        Assert.EndsWith(")\n", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_may_be_missing()
    {
        Assert.Equal("org.apache.kafka.connect.errors.ConnectException", JavaTrace.Line(new ConnectException(null)));
        Assert.Equal("org.apache.kafka.connect.errors.DataException: org.apache.kafka.connect.errors.ConnectException", JavaTrace.Line(new DataException(null, new ConnectException(null))));
    }

    [Fact]
    public async Task Async_methods_keep_their_names()
    {
        Exception? error = null;
        try
        {
            await FailLater();
        }
        catch (InvalidOperationException e)
        {
            error = e;
        }

        Assert.Contains("JavaTraceTests.FailLater(JavaTraceTests.cs:", JavaTrace.Of(error!), StringComparison.Ordinal);
        Assert.DoesNotContain("MoveNext", JavaTrace.Of(error!), StringComparison.Ordinal);
    }

    [Fact]
    public void An_aggregate_of_one_and_secrets_are_not_shown()
    {
        var trace = JavaTrace.Of(new AggregateException(new NamedException("token abcd1234 refused")), ["abcd1234", "a"]);
        Assert.Equal("com.acme.Broken: token [hidden] refused\n", trace);
    }

    [Fact]
    public void A_circle_of_causes_ends()
    {
        var error = new ConnectException("a", new ConnectException("b"));
        Assert.Equal(2, JavaTrace.Of(error).Split("ConnectException").Length - 1);
    }

    private static async Task FailLater()
    {
        await Task.Yield();
        throw new InvalidOperationException("later");
    }

    private static Exception Thrown(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidOperationException("nothing was thrown");
    }

    [ConnectName("com.acme.Broken")]
    private sealed class NamedException(string message) : Exception(message);
}
