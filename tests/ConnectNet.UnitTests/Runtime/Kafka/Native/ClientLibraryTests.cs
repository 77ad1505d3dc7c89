using System.Runtime.InteropServices;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka.Native;

namespace ConnectNet.UnitTests.Runtime.Kafka.Native;

public sealed class ClientLibraryTests
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    [Fact]
    public void It_is_the_very_library_that_Confluent_has_loaded()
    {
        var version = Marshal.GetDelegateForFunctionPointer<VersionNumber>(NativeLibrary.GetExport(ClientLibrary.Handle, "rd_kafka_version"));

        Assert.Equal(Library.Version, version());
        Assert.True(File.Exists(ClientLibrary.Path));
        // One is loaded in this process, not two.
        Assert.Single(File.ReadLines("/proc/self/maps").Select(static line => line[(line.LastIndexOf(' ') + 1)..]).Where(static file => file.Contains("librdkafka")).Distinct());
    }

    [Fact]
    public void Its_features_are_known()
    {
        Assert.Superset(new HashSet<string> { "gzip", "snappy", "zstd", "ssl", "sasl_plain", "sasl_scram", "sasl_oauthbearer" }, ClientLibrary.Features.ToHashSet());
    }
}
