using System.Runtime.InteropServices;
using System.Text;
using ConnectNet.Runtime.Kafka.Native;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// The child process of <see cref="EmbeddedKafka"/>: starts librdkafka's mock cluster, prints its address, then creates one topic per
/// input line (<c>name partitions</c>) and answers <c>ok</c> or the error, until the input ends.
/// </summary>
internal static partial class MockCluster
{
    private const string Library = "the librdkafka that Confluent.Kafka has loaded";
    private const int ProducerType = 0;
    private const int ErrorTextSize = 512;

    public static int Run(TextReader input, TextWriter output)
    {
        // A terminal's Ctrl-C is for whoever started this, and closes the input when all is done.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, static (name, _, _) => name == Library ? ClientLibrary.Handle : 0);
        var error = new byte[ErrorTextSize];
        var conf = NewConf();
        // The handle that carries the cluster is no client, and says so in warnings.
        _ = SetConf(conf, "log_level", "3", error, ErrorTextSize);
        var handle = New(ProducerType, conf, error, ErrorTextSize);
        if (handle == 0)
        {
            Console.Error.WriteLine(Encoding.UTF8.GetString(error).TrimEnd('\0'));
            return 1;
        }
        var cluster = NewCluster(handle, 1);
        // Without a controller, admin requests hang instead of failing.
        SetController(cluster, 1);
        SetRebalanceDelay(cluster, 0);
        OfferWhatItCanParse(cluster);
        output.WriteLine(Marshal.PtrToStringUTF8(Bootstraps(cluster)));
        output.Flush();
        while (input.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            var code = CreateTopic(cluster, parts[0], int.Parse(parts[1]), 1);
            output.WriteLine(code == 0 ? "ok" : Marshal.PtrToStringUTF8(ErrorText(code)));
            output.Flush();
        }
        return 0;
    }

    /// <summary>The cluster offers group requests in versions with compact encodings and reads them as if they had none.</summary>
    private static void OfferWhatItCanParse(nint cluster)
    {
        const short joinGroup = 11, heartbeat = 12, leaveGroup = 13, syncGroup = 14;
        _ = SetVersions(cluster, joinGroup, 0, 5);
        _ = SetVersions(cluster, heartbeat, 0, 3);
        _ = SetVersions(cluster, leaveGroup, 0, 1);
        _ = SetVersions(cluster, syncGroup, 0, 3);
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_set_apiversion")]
    private static partial int SetVersions(nint cluster, short request, short first, short last);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConf();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetConf(nint conf, string name, string value, [Out] byte[] error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint conf, [Out] byte[] error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint handle, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_set_controller_id")]
    private static partial void SetController(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void SetRebalanceDelay(nint cluster, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    private static partial nint ErrorText(int code);
}
