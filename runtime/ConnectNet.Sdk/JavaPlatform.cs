using System.ComponentModel;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNet.Sdk;

/// <summary>
/// Classes of the Java platform that stand for classes of .NET where operators see them: in error headers, traces and states, which tools of
/// Java clusters tell apart by class name.
/// </summary>
internal static class JavaPlatform
{
    // The exact class first, then the nearest one above it.
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(string)] = "java.lang.String",
        [typeof(int)] = "java.lang.Integer",
        [typeof(long)] = "java.lang.Long",
        [typeof(object)] = "java.lang.Object",
        [typeof(Exception)] = "java.lang.Exception",
        [typeof(SystemException)] = "java.lang.RuntimeException",
        [typeof(ArgumentException)] = "java.lang.IllegalArgumentException",
        [typeof(ArgumentNullException)] = "java.lang.NullPointerException",
        [typeof(NullReferenceException)] = "java.lang.NullPointerException",
        [typeof(ArgumentOutOfRangeException)] = "java.lang.IndexOutOfBoundsException",
        [typeof(IndexOutOfRangeException)] = "java.lang.IndexOutOfBoundsException",
        [typeof(InvalidEnumArgumentException)] = "java.lang.IllegalArgumentException",
        [typeof(DecoderFallbackException)] = "java.nio.charset.MalformedInputException",
        [typeof(EncoderFallbackException)] = "java.nio.charset.UnmappableCharacterException",
        [typeof(RegexParseException)] = "java.util.regex.PatternSyntaxException",
        [typeof(FormatException)] = "java.lang.IllegalArgumentException",
        [typeof(UriFormatException)] = "java.net.URISyntaxException",
        [typeof(InvalidCastException)] = "java.lang.ClassCastException",
        [typeof(InvalidOperationException)] = "java.lang.IllegalStateException",
        [typeof(NotSupportedException)] = "java.lang.UnsupportedOperationException",
        [typeof(NotImplementedException)] = "java.lang.UnsupportedOperationException",
        [typeof(ArithmeticException)] = "java.lang.ArithmeticException",
        [typeof(ArrayTypeMismatchException)] = "java.lang.ArrayStoreException",
        [typeof(KeyNotFoundException)] = "java.util.NoSuchElementException",
        [typeof(OutOfMemoryException)] = "java.lang.OutOfMemoryError",
        [typeof(TypeInitializationException)] = "java.lang.ExceptionInInitializerError",
        [typeof(MissingMethodException)] = "java.lang.NoSuchMethodError",
        [typeof(MissingFieldException)] = "java.lang.NoSuchFieldError",
        [typeof(TypeLoadException)] = "java.lang.NoClassDefFoundError",
        [typeof(TimeoutException)] = "java.util.concurrent.TimeoutException",
        [typeof(OperationCanceledException)] = "java.util.concurrent.CancellationException",
        [typeof(AggregateException)] = "java.util.concurrent.ExecutionException",
        [typeof(ThreadInterruptedException)] = "java.lang.InterruptedException",
        [typeof(JsonException)] = "com.fasterxml.jackson.core.JsonParseException",
        [typeof(IOException)] = "java.io.IOException",
        [typeof(FileNotFoundException)] = "java.nio.file.NoSuchFileException",
        [typeof(DirectoryNotFoundException)] = "java.nio.file.NoSuchFileException",
        [typeof(EndOfStreamException)] = "java.io.EOFException",
        [typeof(UnauthorizedAccessException)] = "java.nio.file.AccessDeniedException",
        [typeof(HttpRequestException)] = "java.io.IOException",
        [typeof(WebException)] = "java.io.IOException",
        [typeof(SocketException)] = "java.net.SocketException",
        [typeof(AuthenticationException)] = "javax.net.ssl.SSLException",
    };

    /// <summary>The Java name of a class; null where the class is none of the platform's.</summary>
    public static string? NameOf(Type type)
    {
        if (!typeof(Exception).IsAssignableFrom(type) || !IsOfPlatform(type))
        {
            return Names.GetValueOrDefault(type);
        }

        for (var t = type; t is not null; t = t.BaseType)
        {
            if (Names.TryGetValue(t, out var name))
            {
                return name;
            }
        }

        return null;
    }

    private static bool IsOfPlatform(Type type) => type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
}
