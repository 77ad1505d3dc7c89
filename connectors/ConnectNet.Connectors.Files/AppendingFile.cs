using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConnectNet.Connectors.Files;

/// <summary>
/// Opens a file so that the system puts every write at its end, whoever else writes to it: several tasks, or workers, may share one.
/// .NET's own append mode seeks once and then overwrites what others have added.
/// </summary>
internal static partial class AppendingFile
{
    private const int WriteOnlyCreateAppend = 0x1 | 0x40 | 0x400;
    private const int ReadableByAll = 0x1A4 | 0x12;   // 0666, which the process's mask then narrows

    public static Stream Open(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileStream(name, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        var descriptor = OpenFile(name, WriteOnlyCreateAppend, ReadableByAll);
        if (descriptor < 0)
        {
            throw new IOException($"{Marshal.GetLastPInvokeErrorMessage()}: {name}");
        }
        return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string name, int flags, int mode);
}
