using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Native;

/// <summary>
/// The librdkafka of this process. Its package has several files for one platform, built for different systems, and Confluent.Kafka takes the first that the
/// loader accepts; what calls librdkafka beside it must take the same, for a handle of one is nothing to another. Thread-safe.
/// </summary>
internal static unsafe class ClientLibrary
{
    private const int MostFeatures = 1024;

    private static readonly Lazy<string> File = new(Find);
    private static readonly Lazy<nint> Loaded = new(static () => NativeLibrary.Load(Path));
    private static readonly Lazy<string[]> BuiltIn = new(ReadFeatures);

    /// <summary>The file that is loaded.</summary>
    public static string Path => File.Value;

    /// <summary>For <see cref="NativeLibrary.GetExport"/>; stays loaded.</summary>
    public static nint Handle => Loaded.Value;

    /// <summary>As <c>2.16.0</c>.</summary>
    public static string Version => Library.VersionString;

    /// <summary>What it was built with: <c>gzip</c>, <c>ssl</c>, <c>sasl_scram</c> …</summary>
    public static IReadOnlyList<string> Features => BuiltIn.Value;

    /// <summary>Refuses <c>sasl.mechanism=GSSAPI</c> on a library that cannot speak it.</summary>
    /// <exception cref="ConfigException">Says what is missing, and the cure.</exception>
    public static void RequireKerberos()
    {
        if (!Features.Contains("sasl_gssapi"))
        {
            throw new ConfigException("sasl.mechanism", "GSSAPI", NoKerberos(Path, OperatingSystem.IsLinux()));
        }
    }

    /// <summary>Why a library without GSSAPI is loaded, and how to have the other one.</summary>
    public static string NoKerberos(string path, bool isLinux) =>
        $"the Kafka client library {path} has no Kerberos" + (isLinux
            ? "; the one that has needs libsasl2.so.3: install Cyrus SASL (libsasl2-2 on Debian and Ubuntu, cyrus-sasl-lib elsewhere), and where its file has another name, "
                + "start the worker with ./connectnet or the image, or link it under that name in a directory of LD_LIBRARY_PATH"
            : ". Use another mechanism, or run the worker on Linux");

    private static string Find()
    {
        // Loads it, if no client has yet.
        _ = Library.Version;
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (module.ModuleName.Contains("librdkafka", StringComparison.OrdinalIgnoreCase))
            {
                return module.FileName;
            }
        }

        throw new DllNotFoundException("Confluent.Kafka has loaded no librdkafka.");
    }

    private static string[] ReadFeatures()
    {
        var create = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(Handle, "rd_kafka_conf_new");
        var get = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint*, int>)NativeLibrary.GetExport(Handle, "rd_kafka_conf_get");
        var destroy = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(Handle, "rd_kafka_conf_destroy");
        var conf = create();
        var text = stackalloc byte[MostFeatures];
        nuint size = MostFeatures;
        fixed (byte* name = "builtin.features\0"u8)
        {
            var result = get(conf, name, text, &size);
            destroy(conf);
            // The size counts the zero at the end.
            return result == 0 && size > 0 ? Encoding.UTF8.GetString(text, (int)size - 1).Split(',', StringSplitOptions.TrimEntries) : [];
        }
    }
}
