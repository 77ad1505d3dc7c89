using System.Text.Json.Nodes;
using ConnectNet.Connectors.BigQuery;
using ConnectNet.Simulators.BigQuery;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>A key that cannot be used is refused when the connector is validated; the member is named, and nothing of the key.</summary>
public sealed class KeyFileTests
{
    /// <summary>Member, its value or none, the fault.</summary>
    public static TheoryData<string, string?, string> Faults => new()
    {
        { "type", null, "the key has no member 'type'" },
        { "type", "\"SECRET\"", "the member 'type' of the key names no credentials that can be used: service_account, authorized_user" },
        { "type", "7", "the member 'type' of the key is empty or no text" },
        { "project_id", null, "the key has no member 'project_id'" },
        { "private_key_id", null, "the key has no member 'private_key_id'" },
        { "private_key", null, "the key has no member 'private_key'" },
        { "private_key", "\"\"", "the member 'private_key' of the key is empty or no text" },
        { "private_key", "\"SECRET\"", "the member 'private_key' of the key is no private RSA key in PEM" },
        { "private_key", "\"-----BEGIN PRIVATE KEY-----\\nU0VDUkVU\\n-----END PRIVATE KEY-----\\n\"", "the member 'private_key' of the key is no private RSA key in PEM" },
        { "client_email", null, "the key has no member 'client_email'" },
        { "client_email", "null", "the member 'client_email' of the key is empty or no text" },
        { "client_id", null, "the key has no member 'client_id'" },
        { "token_uri", null, "the key has no member 'token_uri'" },
        { "token_uri", "\"SECRET\"", "the member 'token_uri' of the key is no address such as https://host/token" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_incomplete_key_is_refused_naming_the_member(string member, string? value, string fault)
    {
        var key = (await KeyAsync())!;
        key.Remove(member);
        if (value is not null)
        {
            key[member] = JsonNode.Parse(value);
        }

        using var directory = TempDirectory.Create();
        var file = directory.File("key.json");
        File.WriteAllText(file, key.ToJsonString());
        foreach (var (source, text) in new[] { ("JSON", key.ToJsonString()), ("FILE", file) })
        {
            var error = Assert.Single(await ErrorsAsync(source, text));
            Assert.StartsWith("keyfile: An unexpected error occurred while validating credentials for BigQuery: " + fault, error);
            Assert.Contains("Download the key again", error);
            Assert.DoesNotContain("SECRET", error);
            Assert.DoesNotContain("U0VDUkVU", error);
        }
    }

    [Fact]
    public async Task A_whole_key_is_taken_from_either_source_and_a_file_that_is_none_is_refused()
    {
        var key = (await KeyAsync()).ToJsonString();
        using var directory = TempDirectory.Create();
        var file = directory.File("key.json");
        File.WriteAllText(file, key);
        Assert.Empty(await ErrorsAsync("JSON", key));
        Assert.Empty(await ErrorsAsync("FILE", file));

        const string Prefix = "keyfile: An unexpected error occurred while validating credentials for BigQuery: ";
        Assert.Equal([Prefix + "keyfile holds the key itself, but keySource=FILE expects the path of its file. Set keySource to JSON"], await ErrorsAsync("FILE", key));
        Assert.Equal(
            [Prefix + "the file named by keyfile does not exist. Put the service account's JSON key there, on every worker"], await ErrorsAsync("FILE", directory.File("absent.json")));
        Assert.Equal(
            [Prefix + "the file named by keyfile cannot be read. Give the path of a file that the worker's user may read"], await ErrorsAsync("FILE", directory.Path));
        Assert.StartsWith(Prefix + "the key is not JSON", Assert.Single(await ErrorsAsync("JSON", file)));
        Assert.StartsWith(Prefix + "the key is no JSON object", Assert.Single(await ErrorsAsync("JSON", "[1]")));
        Assert.StartsWith(Prefix + "the key has no member 'refresh_token'",
            Assert.Single(await ErrorsAsync("JSON", """{"type":"authorized_user","client_id":"i","client_secret":"s"}""")));
        Assert.Empty(await ErrorsAsync("JSON", """{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r"}"""));
    }

    /// <summary>The variable is the process's; no other test looks at it.</summary>
    [Fact]
    public async Task The_file_of_the_default_credentials_is_checked_where_the_environment_names_one()
    {
        const string Variable = "GOOGLE_APPLICATION_CREDENTIALS";
        const string Prefix = "keySource: An unexpected error occurred while validating credentials for BigQuery: of the default credentials (environment variable " + Variable + "): ";
        var key = await KeyAsync();
        var before = Environment.GetEnvironmentVariable(Variable);
        using var directory = TempDirectory.Create();
        var file = directory.File("key.json");
        try
        {
            Environment.SetEnvironmentVariable(Variable, null);
            Assert.Empty(await ErrorsAsync("APPLICATION_DEFAULT", null));

            Environment.SetEnvironmentVariable(Variable, file);
            Assert.Equal(
                [Prefix + $"the file named by {Variable} does not exist. Put the service account's JSON key there, on every worker"], await ErrorsAsync("APPLICATION_DEFAULT", null));

            File.WriteAllText(file, key.ToJsonString());
            Assert.Empty(await ErrorsAsync("APPLICATION_DEFAULT", null));

            key.Remove("private_key");
            File.WriteAllText(file, key.ToJsonString());
            Assert.StartsWith(Prefix + "the key has no member 'private_key'. Download", Assert.Single(await ErrorsAsync("APPLICATION_DEFAULT", null)), StringComparison.Ordinal);

            Environment.SetEnvironmentVariable(Variable, """{"private_key":"SECRET"}""");
            Assert.Equal(
                [Prefix + Variable + " holds the key itself, and not the path of its file. Put the key into a file, on every worker, and name that"],
                await ErrorsAsync("APPLICATION_DEFAULT", null));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    private static async Task<JsonObject> KeyAsync()
    {
        await using var standIn = await BigQueryStandIn.StartAsync();
        return JsonNode.Parse(standIn.KeyFile)!.AsObject();
    }

    private static async Task<List<string>> ErrorsAsync(string source, string? key)
    {
        var config = new Dictionary<string, string?> { ["project"] = "p", ["defaultDataset"] = "d", ["keySource"] = source };
        if (key is not null)
        {
            config["keyfile"] = key;
        }

        return [.. (await new BigQuerySinkConnector().ValidateAsync(config, CancellationToken.None)).SelectMany(value => value.Errors.Select(error => $"{value.Name}: {error}"))];
    }
}
