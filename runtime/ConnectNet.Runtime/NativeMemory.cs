using System.Runtime.InteropServices;

namespace ConnectNet.Runtime;

/// <summary>The C library's memory, from which librdkafka takes its buffers.</summary>
internal static partial class NativeMemory
{
    // glibc's mallopt: M_TRIM_THRESHOLD and M_MMAP_THRESHOLD, and the largest that the latter may be.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int MostMapped = 32 << 20;
    private const int Kept = 8 << 20;

    /// <summary>
    /// Lets each of glibc's arenas keep what a consumer's fetched records take, some megabytes. By default it gives memory back once two are free and takes it
    /// again a moment later, page by page, which costs more than to receive the records. Variables of glibc's own win; another C library is left alone.
    /// </summary>
    public static void KeepBuffers()
    {
        if (!OperatingSystem.IsLinux() || IsSet("MALLOC_TRIM_THRESHOLD_") || IsSet("MALLOC_MMAP_THRESHOLD_"))
        {
            return;
        }

        try
        {
            _ = SetOption(MapThreshold, MostMapped);
            _ = SetOption(TrimThreshold, Kept);
        }
        catch (EntryPointNotFoundException)
        {
            // musl decides for itself.
        }
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is not null;

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
