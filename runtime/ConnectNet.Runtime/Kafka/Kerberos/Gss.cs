using System.Runtime.InteropServices;

namespace ConnectNet.Runtime.Kafka.Kerberos;

/// <summary>
/// The calls of MIT's Kerberos library, in C's words. .NET's own <c>NegotiateAuthentication</c> takes its tickets from the process's environment
/// alone and keeps the library's texts to itself; a worker has several principals in one process, and its operator wants to know what failed.
/// </summary>
internal static unsafe partial class Gss
{
    public const string Library = "libgssapi_krb5.so.2";
    public const int Initiate = 1;
    public const uint Mutual = 2;
    public const uint Sequence = 8;
    public const uint Integrity = 32;
    public const uint ContinueNeeded = 1;
    private const string Krb5 = "libkrb5.so.3";

    /// <summary>What <c>gss_buffer_desc</c> is in C.</summary>
    public struct Data
    {
        public nuint Length;
        public byte* Value;
    }

    /// <summary>A name and a value of <see cref="Store"/>.</summary>
    public struct StoreElement
    {
        public byte* Key;
        public byte* Value;
    }

    /// <summary>Where tickets are, or the keys to get them with.</summary>
    public struct Store
    {
        public uint Count;
        public StoreElement* Elements;
    }

    /// <summary>True for a routine's or a caller's error; supplementary bits such as <see cref="ContinueNeeded"/> are none.</summary>
    public static bool IsError(uint major) => (major & 0xffff0000) != 0;

    /// <summary>An object identifier that the library exports.</summary>
    public static nint Identifier(string name) => *(nint*)NativeLibrary.GetExport(NativeLibrary.Load(Library), name);

    /// <summary>Copies what the library gave, and gives it back.</summary>
    public static byte[] Take(Data data)
    {
        var bytes = new ReadOnlySpan<byte>(data.Value, (int)data.Length).ToArray();
        _ = ReleaseBuffer(out _, ref data);
        return bytes;
    }

    [LibraryImport(Library, EntryPoint = "gss_import_name")]
    public static partial uint ImportName(out uint minor, Data* text, nint type, out nint name);

    [LibraryImport(Library, EntryPoint = "gss_release_name")]
    public static partial uint ReleaseName(out uint minor, ref nint name);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred_from")]
    public static partial uint AcquireCredentials(
        out uint minor, nint name, uint lifetime, nint mechanisms, int usage, Store* store, out nint credentials, nint actual, out uint remaining);

    [LibraryImport(Library, EntryPoint = "gss_inquire_cred")]
    public static partial uint InquireCredentials(out uint minor, nint credentials, out nint name, out uint lifetime, nint usage, nint mechanisms);

    [LibraryImport(Library, EntryPoint = "gss_release_cred")]
    public static partial uint ReleaseCredentials(out uint minor, ref nint credentials);

    [LibraryImport(Library, EntryPoint = "gss_display_name")]
    public static partial uint DisplayName(out uint minor, nint name, out Data text, nint type);

    [LibraryImport(Library, EntryPoint = "gss_init_sec_context")]
    public static partial uint InitContext(
        out uint minor, nint credentials, ref nint context, nint target, nint mechanism, uint flags, uint lifetime, nint bindings,
        Data* input, nint actual, out Data output, out uint actualFlags, nint remaining);

    [LibraryImport(Library, EntryPoint = "gss_delete_sec_context")]
    public static partial uint DeleteContext(out uint minor, ref nint context, nint output);

    [LibraryImport(Library, EntryPoint = "gss_wrap")]
    public static partial uint Wrap(out uint minor, nint context, int confidential, uint quality, Data* input, nint state, out Data output);

    [LibraryImport(Library, EntryPoint = "gss_unwrap")]
    public static partial uint Unwrap(out uint minor, nint context, Data* input, out Data output, nint state, nint quality);

    [LibraryImport(Library, EntryPoint = "gss_display_status")]
    public static partial uint DisplayStatus(out uint minor, uint status, int type, nint mechanism, ref uint more, out Data text);

    [LibraryImport(Library, EntryPoint = "gss_release_buffer")]
    public static partial uint ReleaseBuffer(out uint minor, ref Data data);

    /// <summary>Says which ticket cache the calling thread uses where no other is named.</summary>
    [LibraryImport(Library, EntryPoint = "gss_krb5_ccache_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint UseCache(out uint minor, string name, nint previous);

    [LibraryImport(Krb5, EntryPoint = "krb5_init_context")]
    public static partial int InitLibrary(out nint library);

    [LibraryImport(Krb5, EntryPoint = "krb5_free_context")]
    public static partial void FreeLibrary(nint library);

    [LibraryImport(Krb5, EntryPoint = "krb5_cc_default_name")]
    public static partial nint DefaultCache(nint library);

    [LibraryImport(Krb5, EntryPoint = "krb5_cc_resolve", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ResolveCache(nint library, string name, out nint cache);

    [LibraryImport(Krb5, EntryPoint = "krb5_cc_destroy")]
    public static partial int DestroyCache(nint library, nint cache);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);
}
