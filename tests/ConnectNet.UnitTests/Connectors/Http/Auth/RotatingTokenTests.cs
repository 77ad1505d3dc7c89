using ConnectNet.Connectors.Http.Auth;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.UnitTests.Connectors.Http.Client;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.Http.Auth;

/// <summary>Refresh tokens that are replaced with each use: the new one is safe before anything is done with what came with it.</summary>
public sealed class RotatingTokenTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Dictionary<string, string> _topic = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnet-token-").FullName;
    private readonly List<IDisposable> _owned = [];
    private TokenServer _server = null!;

    private string TokenFile => Path.Combine(_directory, "token.json");

    public async Task InitializeAsync() => _server = await TokenServer.StartAsync(rotates: true);

    public async Task DisposeAsync()
    {
        _owned.ForEach(part => part.Dispose());
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task In_the_offsets_a_new_token_is_committed_before_the_access_token_is_used()
    {
        var context = new CommittingContext(_topic);
        var pipeline = OffsetPipeline(context);
        var waits = await SendAsync(pipeline);
        var stillWaits = await SendAsync(pipeline);

        Assert.Equal((FailureClass.Throttled, true, "The new refresh token is being saved"), (waits!.Class, waits.IsAppWide, waits.Message));
        Assert.Equal(FailureClass.Throttled, stillWaits!.Class);
        Assert.Empty(_server.ApiCalls);
        Assert.Equal(2, context.CommitRequests);

        context.Commit();
        Assert.Null(await SendAsync(pipeline));
        Assert.Single(_server.TokenCalls);
        Assert.Equal("Bearer access-1", Assert.Single(_server.ApiCalls).Header("Authorization"));
    }

    [Fact]
    public async Task After_a_restart_the_committed_token_is_used()
    {
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        var again = new CommittingContext(_topic);
        await CommittedAsync(again, OffsetPipeline);

        Assert.Equal(["refresh-0", "refresh-1"], _server.TokenCalls.Select(call => call.Form["refresh_token"]));
    }

    [Fact]
    public async Task Offsets_show_nothing_of_the_token()
    {
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        var (partition, offset) = Assert.Single(_topic);

        Assert.Matches("""^\{"platform":"test","credential":"[0-9a-f]{32}"\}$""", partition);
        Assert.Matches("""^\{"v":1,"token":"[^"]{50,}"\}$""", offset);
        Assert.DoesNotContain("refresh", offset);
    }

    [Fact]
    public async Task A_new_token_in_the_configuration_starts_over()
    {
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        _server.RefreshToken = "signed-in-again";
        var context = new CommittingContext(_topic);
        await CommittedAsync(context, context => OffsetPipeline(context, refreshToken: "signed-in-again"));

        Assert.Equal(2, _topic.Count);
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_the_token_before()
    {
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        var crashed = OffsetPipeline(new CommittingContext(_topic));
        Assert.NotNull(await SendAsync(crashed));
        // Servers that keep the old token until the new one is used take it.
        _server.RefreshToken = "refresh-1";
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);

        Assert.Equal(["refresh-0", "refresh-1", "refresh-1"], _server.TokenCalls.Select(call => call.Form["refresh_token"]));
    }

    [Fact]
    public async Task A_stored_token_that_is_refused_gives_way_to_the_configured_one()
    {
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        _server.RefreshToken = "refresh-0";
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        _server.RefreshToken = "gone";
        var failure = await SendAsync(OffsetPipeline(new CommittingContext(_topic)));

        Assert.Equal(FailureClass.PermanentConnector, failure!.Class);
        Assert.Contains("let the user sign in again, and put the new one into oauth.refresh.token", failure.Message);
        Assert.Equal(["refresh-0", "refresh-1", "refresh-0", "refresh-2", "refresh-0"], _server.TokenCalls.Select(call => call.Form["refresh_token"]));
    }

    [Fact]
    public async Task A_stored_token_that_cannot_be_decrypted_is_told_of()
    {
        await CommittedAsync(new CommittingContext(_topic), OffsetPipeline);
        var failure = await SendAsync(OffsetPipeline(new CommittingContext(_topic), secret: "changed"));

        Assert.EndsWith("cannot be decrypted: oauth.client.secret has changed since.", failure!.Message);
    }

    [Fact]
    public async Task Another_task_with_the_same_token_is_noticed()
    {
        var (one, other) = (new CommittingContext(_topic), new CommittingContext(_topic));
        var (pipeline, intruder) = (OffsetPipeline(one), OffsetPipeline(other));
        await SendAsync(pipeline);
        _server.RefreshToken = "refresh-0";
        await SendAsync(intruder);
        other.Commit();
        var failure = await SendAsync(pipeline);

        Assert.Equal(FailureClass.PermanentConnector, failure!.Class);
        Assert.Contains("Set tasks.max to 1, or oauth.token.store to a file", failure.Message);
    }

    [Fact]
    public async Task A_caller_that_stops_does_not_lose_the_new_token()
    {
        var (isAsked, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.Trouble = async context =>
        {
            isAsked.SetResult();
            await mayAnswer.Task;
            await HttpServer.WriteAsync(context, """{"access_token":"a","refresh_token":"refresh-9","expires_in":3600}""");
        };
        var context = new CommittingContext(_topic);
        using var cancellation = new CancellationTokenSource();
        var sent = OffsetPipeline(context).SendAsync(ApiRequest.Get("x"), cancellation.Token).AsTask();
        await isAsked.Task;
        await cancellation.CancelAsync();
        mayAnswer.SetResult();
        Assert.Equal(FailureClass.Throttled, (await sent).Failure!.Class);
        context.Commit();

        Assert.Single(_topic);
    }

    [Fact]
    public async Task In_a_file_a_new_token_is_safe_at_once_and_found_after_a_restart()
    {
        Assert.Null(await SendAsync(FilePipeline()));
        Assert.Null(await SendAsync(FilePipeline()));

        Assert.Equal(["refresh-0", "refresh-1"], _server.TokenCalls.Select(call => call.Form["refresh_token"]));
        Assert.Matches("""^\{"v":1,"credential":"[0-9a-f]{32}","refresh_token":"refresh-2"\}$""", File.ReadAllText(TokenFile));
        Assert.Equal(["token.json", "token.json.lock"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order());
        foreach (var file in OperatingSystem.IsWindows() ? [] : Directory.GetFiles(_directory))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        }
    }

    [Fact]
    public async Task A_file_of_another_credential_is_taken_over()
    {
        Assert.Null(await SendAsync(FilePipeline()));
        _server.RefreshToken = "signed-in-again";
        Assert.Null(await SendAsync(FilePipeline("signed-in-again")));

        Assert.Equal("signed-in-again", _server.TokenCalls[1].Form["refresh_token"]);
    }

    [Fact]
    public async Task Tasks_that_share_a_file_take_turns()
    {
        var tasks = Enumerable.Range(0, 6).Select(_ => FilePipeline()).ToList();
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(tasks.Select(async pipeline =>
            {
                while (await SendAsync(pipeline) is { } failure)
                {
                    Assert.Equal((FailureClass.Throttled, true), (failure.Class, failure.IsAppWide));
                    Assert.Equal($"Another task refreshes the credential kept in {TokenFile}.", failure.Message);
                    await Task.Yield();
                }
            }));
            _clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(18, _server.TokenCalls.Count);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => $"refresh-{i}"), _server.TokenCalls.Select(call => call.Form["refresh_token"]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"credential":5,"refresh_token":"x"}""")]
    public async Task A_file_that_is_something_else_is_left_alone(string content)
    {
        File.WriteAllText(TokenFile, content);
        var failure = await SendAsync(FilePipeline());

        Assert.Equal(FailureClass.PermanentConnector, failure!.Class);
        Assert.StartsWith($"The file {TokenFile} of oauth.token.file is not one that was written here. Name another file, or delete it", failure.Message);
        Assert.Equal(content, File.ReadAllText(TokenFile));
        Assert.Empty(_server.TokenCalls);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_told_of_before_a_token_is_spent()
    {
        var failure = await SendAsync(FilePipeline(file: Path.Combine(_directory, "missing", "token.json")));

        Assert.Equal(FailureClass.PermanentConnector, failure!.Class);
        Assert.Contains("of oauth.token.file cannot be written: ", failure.Message);
        Assert.Empty(_server.TokenCalls);
    }

    [Fact]
    public async Task A_token_that_cannot_be_saved_is_kept_in_memory_and_saved_later()
    {
        // A directory in the file's place lets everything succeed but the last step.
        _server.Trouble = context =>
        {
            Directory.CreateDirectory(Path.Combine(TokenFile, "x"));
            return HttpServer.WriteAsync(context, """{"access_token":"a","refresh_token":"refresh-9","expires_in":3600}""");
        };
        var pipeline = FilePipeline();
        var failure = await SendAsync(pipeline);
        var again = await SendAsync(pipeline);

        Assert.Equal((FailureClass.Throttled, TimeSpan.FromSeconds(10)), (failure!.Class, failure.Wait));
        Assert.Contains("The new refresh token is only in memory: do not stop the worker before this is cured", failure.Message);
        Assert.Equal(FailureClass.Throttled, again!.Class);
        Assert.Empty(_server.ApiCalls);

        Directory.Delete(TokenFile, recursive: true);
        await SendAsync(pipeline);
        Assert.Contains("refresh-9", File.ReadAllText(TokenFile));
        Assert.Equal("Bearer a", _server.ApiCalls[0].Header("Authorization"));
    }

    [Theory]
    [InlineData("Offsets", null, 2, false, "oauth.token.store=offsets allows one task, for only one may hold a refresh token that changes: set tasks.max to 1, or oauth.token.store to file.")]
    [InlineData("Offsets", null, 1, true, "oauth.token.store=offsets allows no calls before the task runs: list the accounts, or set oauth.token.store to file.")]
    [InlineData("Offsets", "/f", 1, false, "oauth.token.file is only used with oauth.token.store=file.")]
    [InlineData("File", " ", 1, false, "oauth.token.store=file needs oauth.token.file: the path of a file that the worker's user may create.")]
    [InlineData("File", "/f", 8, true, null)]
    [InlineData("Offsets", null, 1, false, null)]
    [InlineData("Memory", null, 8, true, null)]
    public void What_cannot_work_is_refused_beforehand(string store, string? file, int tasksMax, bool connectorCalls, string? problem) =>
        Assert.Equal(problem, RotationRules.Problem(Enum.Parse<TokenStoreKind>(store), file, tasksMax, connectorCalls, new TokenKeys()));

    [Fact]
    public void A_seal_opens_only_what_belongs_to_it()
    {
        var credential = CredentialId.Of("test", "id", "r");
        var seal = new TokenSeal("secret", credential);
        var closed = seal.Close("töken");

        Assert.Equal("töken", seal.Open(closed));
        Assert.NotEqual(closed, seal.Close("töken"));
        Assert.Null(new TokenSeal("other", credential).Open(closed));
        Assert.Null(new TokenSeal("secret", CredentialId.Of("test", "id", "s")).Open(closed));
        var changed = Convert.FromBase64String(closed);
        changed[^1] ^= 1;
        Assert.Null(seal.Open(Convert.ToBase64String(changed)));
        Assert.Null(seal.Open("no base64"));
        Assert.Null(seal.Open("AAAA"));
    }

    [Fact]
    public void Each_credential_has_a_name_of_its_own()
    {
        Assert.Equal(CredentialId.Of("p", "id", "r"), CredentialId.Of("p", "id", "r"));
        Assert.NotEqual(CredentialId.Of("p", "id", "r"), CredentialId.Of("p", "idr", ""));
        Assert.NotEqual(CredentialId.Of("p", null, "r").Hash, CredentialId.Of("p", "id", "r").Hash);
    }

    private static async Task<ApiFailure?> SendAsync(ApiPipeline pipeline) => (await pipeline.SendAsync(ApiRequest.Get("x"), default)).Failure;

    private static async Task CommittedAsync(CommittingContext context, Func<CommittingContext, ApiPipeline> make)
    {
        var pipeline = make(context);
        Assert.NotNull(await SendAsync(pipeline));
        context.Commit();
        Assert.Null(await SendAsync(pipeline));
    }

    private ApiPipeline OffsetPipeline(CommittingContext context) => OffsetPipeline(context, "secret");

    private ApiPipeline OffsetPipeline(CommittingContext context, string secret = "secret", string refreshToken = "refresh-0") =>
        Pipeline(new OffsetTokenStore(context, CredentialId.Of("test", "id", refreshToken), secret, new TokenKeys()), refreshToken);

    private ApiPipeline FilePipeline(string refreshToken = "refresh-0", string? file = null) =>
        Pipeline(new FileTokenStore(file ?? TokenFile, CredentialId.Of("test", "id", refreshToken), new TokenKeys()), refreshToken);

    private ApiPipeline Pipeline(IRefreshTokenStore store, string refreshToken)
    {
        var redactor = new Redactor();
        var settings = new TokenSettings(_server.TokenUrl) { ClientId = "id", ClientSecret = "secret" };
        var credential = new OAuthCredential(new RefreshTokenGrant(settings, refreshToken, store, redactor, _clock), TokenPlacement.Bearer, _clock);
        var pipeline = new ApiPipeline(_server.Url, new ApiDialect(redactor, _clock, credential), TimeSpan.FromSeconds(20));
        _owned.AddRange([pipeline, credential]);
        return pipeline;
    }
}
