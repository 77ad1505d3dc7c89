using System.Diagnostics;
using System.Reflection;
using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Errors;

/// <summary>
/// Exceptions as Java prints them, which tools and people parse: class name and message, frames behind <c>\tat </c>, causes behind
/// <c>Caused by: </c>. Class names are those that operators know. Pure functions.
/// </summary>
internal static class JavaTrace
{
    private const string Hidden = "[hidden]";

    /// <summary>The trace, with a line end at its end.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="secrets">Texts that must not be shown.</param>
    public static string Of(Exception error, IReadOnlyCollection<string>? secrets = null)
    {
        var text = new StringBuilder();
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        for (var e = Plain(error); e is not null && seen.Add(e); e = e.InnerException is null ? null : Plain(e.InnerException))
        {
            if (seen.Count > 1)
            {
                text.Append("Caused by: ");
            }

            text.Append(Line(e)).Append('\n');
            foreach (var frame in new StackTrace(e, fNeedFileInfo: true).GetFrames())
            {
                Append(text, frame);
            }
        }

        return Without(text.ToString(), secrets);
    }

    /// <summary>The first line: class name and message.</summary>
    public static string Line(Exception error) => KafkaException.LineOf(error);

    /// <summary>A text without the secrets that it may hold.</summary>
    public static string Without(string text, IReadOnlyCollection<string>? secrets)
    {
        foreach (var secret in secrets ?? [])
        {
            // Shorter ones would tear holes into every text.
            if (secret.Length >= 4)
            {
                text = text.Replace(secret, Hidden, StringComparison.Ordinal);
            }
        }

        return text;
    }

    // What Task.Wait and reflection put around an exception says nothing.
    private static Exception Plain(Exception error) => error switch
    {
        AggregateException { InnerExceptions: [var only] } => Plain(only),
        TargetInvocationException { InnerException: { } inner } => Plain(inner),
        _ => error,
    };

    private static void Append(StringBuilder text, StackFrame frame)
    {
        if (frame.GetMethod() is not { } method || IsPlumbing(method))
        {
            return;
        }

        var type = method.DeclaringType;
        var name = method.Name;
        // The body of an async method or lambda is in a nested class named after it: <PutAsync>d__5.
        while (type is { DeclaringType: not null } && type.Name.StartsWith('<'))
        {
            var end = type.Name.IndexOf('>', StringComparison.Ordinal);
            name = end > 1 ? type.Name[1..end] : name;
            type = type.DeclaringType;
        }

        text.Append("\tat ");
        if (type is not null)
        {
            text.Append(ConnectNames.Of(type)).Append('.');
        }

        text.Append(name == ".ctor" ? "<init>" : name).Append('(');
        text.Append(frame.GetFileName() is { } file ? Path.GetFileName(file) + ":" + frame.GetFileLineNumber() : "Unknown Source");
        text.Append(")\n");
    }

    private static bool IsPlumbing(MethodBase method) =>
        method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
        || method.DeclaringType is { Namespace: "System.Runtime.ExceptionServices" or "System.Runtime.CompilerServices" };
}
