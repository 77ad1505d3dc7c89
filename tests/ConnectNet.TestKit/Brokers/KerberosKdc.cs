using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// A Kerberos realm of its own: MIT's KDC as a child process on a free port, with its database and configuration in a temporary directory. The
/// system's configuration is neither read nor changed. Disposal ends it all.
/// </summary>
internal sealed class KerberosKdc : IAsyncDisposable
{
    public const string Realm = "CONNECT.TEST";

    /// <summary>How long after their end tickets are still taken, here and by brokers; as much as a message may be late.</summary>
    public static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(5);

    private static readonly string[] Programs = ["krb5kdc", "kdb5_util", "kadmin.local", "kinit"];

    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly int _port = Ports.Free();
    private ChildProcess? _process;

    private KerberosKdc()
    {
    }

    /// <summary>Why there can be no KDC here; null where there can.</summary>
    public static string? WhyNot { get; } = Judge(File.Exists, Installation.IsForbidden);

    /// <summary>With these variables a process belongs to the realm, and has a ticket cache of its own.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["KRB5_CONFIG"] = _directory.File("krb5.conf"),
        ["KRB5CCNAME"] = "FILE:" + TicketCache,
    };

    /// <summary>How Java's clients and brokers, and whoever understands their variables, are told of the realm.</summary>
    public IReadOnlyDictionary<string, string> JavaEnvironment => new Dictionary<string, string>
    {
        ["KAFKA_OPTS"] = "-Djava.security.krb5.conf=" + _directory.File("krb5.conf"),
    };

    public string TicketCache => _directory.File("tickets");

    /// <param name="ticketLife">How long tickets of users hold; they can be renewed beyond it.</param>
    public static async Task<KerberosKdc> StartAsync(TimeSpan ticketLife)
    {
        if (FindMissing(File.Exists) is not null)
        {
            await Installation.NeedKerberosAsync();
        }
        var kdc = new KerberosKdc();
        await kdc.ConfigureAsync(ticketLife);
        await kdc.RunAsync("kdb5_util", "create", "-s", "-r", Realm, "-P", "master");
        kdc.Launch();
        await kdc.AwaitReadyAsync();
        return kdc;
    }

    /// <summary>Why there can be no KDC where these files are, and installing is forbidden or not.</summary>
    internal static string? Judge(Func<string, bool> exists, bool isForbidden) =>
        FindMissing(exists) is { } missing && Installation.WhyNotPackages(isForbidden) is { } why ? missing + why : null;

    /// <summary>Makes principals that are not there yet, and gives a file with the keys of all of them.</summary>
    public async Task<string> KeytabAsync(params string[] principals)
    {
        var file = _directory.File(Guid.NewGuid().ToString("n") + ".keytab");
        foreach (var principal in principals)
        {
            await RunAsync("kadmin.local", "-q", "addprinc -randkey " + principal);
            await RunAsync("kadmin.local", "-q", $"ktadd -norandkey -k {file} {principal}");
        }
        return file;
    }

    /// <summary>Gets a renewable ticket into <see cref="TicketCache"/>, as an operator does.</summary>
    public Task LogInAsync(string principal, string keytab) => RunAsync("kinit", "-r", "1h", "-k", "-t", keytab, principal);

    /// <summary>When the principal last got tickets by its keys, in seconds since 1970; 0 for never.</summary>
    public long LastLogin(string principal) => LoginOf(principal).Matches(_process!.Log).Select(match => long.Parse(match.Groups[1].ValueSpan)).LastOrDefault();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _directory.Dispose();
    }

    // Debian keeps the KDC's programs where only root's PATH leads.
    private static string? Find(string program, Func<string, bool> exists) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin", "/usr/local/sbin"])
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(exists);

    private static Regex LoginOf(string principal) => new($@"AS_REQ .* ISSUE: authtime (\d+), .* {principal}@{Realm} for krbtgt/");

    private static string? FindMissing(Func<string, bool> exists)
    {
        var missing = Programs.Where(program => Find(program, exists) is null).ToList();
        var libraries = Directory.EnumerateDirectories("/usr/lib").Append("/usr/lib64").Append("/usr/lib");
        if (!libraries.Any(folder => exists(Path.Combine(folder, "sasl2", "libgssapiv2.so"))))
        {
            missing.Add("Cyrus SASL's plug-in for GSSAPI");
        }
        return missing.Count == 0
            ? null
            : $"needs {string.Join(", ", missing)}: install krb5-kdc, krb5-admin-server, krb5-user and libsasl2-modules-gssapi-mit (Debian's names)";
    }

    private async Task ConfigureAsync(TimeSpan ticketLife)
    {
        await File.WriteAllTextAsync(_directory.File("krb5.conf"), $$"""
            [libdefaults]
             default_realm = {{Realm}}
             rdns = false
             dns_canonicalize_hostname = false
             dns_lookup_kdc = false
             udp_preference_limit = 1
             clockskew = {{Forgiven.TotalSeconds}}
            [realms]
             {{Realm}} = {
              kdc = 127.0.0.1:{{_port}}
             }
            [domain_realm]
             localhost = {{Realm}}

            """);
        await File.WriteAllTextAsync(_directory.File("kdc.conf"), $$"""
            [realms]
             {{Realm}} = {
              kdc_listen = 127.0.0.1:{{_port}}
              kdc_tcp_listen = 127.0.0.1:{{_port}}
              database_name = {{_directory.File("principals")}}
              key_stash_file = {{_directory.File("stash")}}
              acl_file = {{_directory.File("acl")}}
              max_life = {{ticketLife.TotalSeconds}}s
              max_renewable_life = 1d
              default_principal_flags = +preauth
             }
            [logging]
             kdc = STDERR

            """);
    }

    private void Launch() => _process = ChildProcess.Start(
        _directory.File("kdc.log"), [Find("krb5kdc", File.Exists)!, "-n"], new Dictionary<string, string>(Environment) { ["KRB5_KDC_PROFILE"] = _directory.File("kdc.conf") });

    private Task AwaitReadyAsync() => _process!.WaitUntilAsync(
        async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", _port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        "the KDC did not open its port",
        TimeSpan.FromSeconds(30));

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program, File.Exists)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }
        start.Environment["KRB5_KDC_PROFILE"] = _directory.File("kdc.conf");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
        }
    }
}
