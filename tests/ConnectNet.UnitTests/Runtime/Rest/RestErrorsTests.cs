using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Rest;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Rest;

public sealed class RestErrorsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 3, 29, 48, 958, TimeSpan.Zero);

    public static TheoryData<Exception, int, string> Table => new()
    {
        { new RestRequestException(409, 409, "a"), 409, "a" },
        { new BadRequestException("b"), 400, "b" },
        { new NotFoundException("c"), 404, "c" },
        { new AlreadyExistsException("d"), 409, "d" },
        { new UnsupportedMediaTypeException(), 415, "HTTP 415 Unsupported Media Type" },
        { new RebalanceNeededException("e"), 500, "e" },
        { new ConfigException("f"), 500, "f" },
        { new InvalidOperationException("g"), 500, "g" },
        { new OperationCanceledException(), 500, "Request timed out" },
        {
            new RequestTimeoutException(new Stage("polling", Start), default), 500,
            "Request timed out. The worker is currently polling, which began at 2026-11-21T03:29:48.958Z."
        },
        {
            new RequestTimeoutException(new Stage("polling", Start, Start.AddMilliseconds(42)), default), 500,
            "Request timed out. The last operation the worker completed was polling, "
            + "which began at 2026-11-21T03:29:48.958Z and completed at 2026-11-21T03:29:49Z."
        },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Exceptions_become_answers(Exception exception, int status, string message) =>
        Assert.Equal(new RestError(status, status, message), RestErrors.Of(exception));
}
