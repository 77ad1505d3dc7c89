using System.Text.RegularExpressions;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// A difference from the Java worker that is meant, with its reason. It says what to leave out of both texts; where they then agree, the case
/// counts as intended. All of them stand here: any other difference is a defect.
/// </summary>
/// <param name="Name">Short, for the summary.</param>
/// <param name="Reason">Why it is right so.</param>
/// <param name="Text">What to leave out, on either side.</param>
/// <param name="Cases">The names of the cases it can explain; all by default.</param>
internal sealed record IntendedDifference(string Name, string Reason, string Text, string Cases = "")
{
    /// <summary>Every intended difference.</summary>
    public static IReadOnlyList<IntendedDifference> All { get; } =
    [
        new("SIGTERM ends with 0", "a stop that was asked for is no error; Java ends with 143", "(?<=^exit code )(0|143)$", "^SIGTERM"),
        new("commit", "GET / names the commit that was built", "(?<=\"commit\":\")[0-9a-f]{16}(?=\")"),
        new("OPTIONS with credentials that cannot be read", "Java's HTTP server answers with its own empty page, ours as to every other method", @"[\s\S]+", @"^OPTIONS .*Authorization: Basic !!"),
        new("Server header", "says which worker answered", "(?<=^server: )(Jetty\\(.*\\)|ConnectNet/.*)$"),
        new("plug-ins installed", "no MirrorMaker; connectors, transformations and predicates of our own",
            Elements("\\{\"class\":\"(?:org\\.apache\\.kafka\\.connect\\.mirror|ConnectNet|com\\.wepay)\\.[^}]*\\}")),
        new("plug-ins recommended", "no MirrorMaker; transformations and predicates of our own",
            Elements("\"(?:ConnectNet|org\\.apache\\.kafka\\.connect\\.mirror)\\.[^\"]*\"")),
        new("causes of the platform", "the file system's own errors are .NET's", @"(?<=Caused by: )(java|System)\.[^""]*?(?=\\n|"")"),
        new("trace of a task that never was", "Java's is a null pointer of its own", @"(?<=""trace"":"")(java\.lang\.NullPointerException: Cannot invoke .*?inputMap\\"" is null\\n|org\.apache\.kafka\.connect\.errors\.NotFoundException: Task sa-5 not found)(?="")", "^GET /connectors/sa/status"),
        new("descriptions of client keys", "Kafka's for the common keys, a pointer to them for the others", "(?<=\"documentation\":)\"(?:[^\"\\\\]|\\\\.)*\"(?=,\"group\":null,\"order_in_group\":-1,\"width\":\"NONE\",\"display_name\")", @"(producer|consumer|admin)\.override\."),
        new("classes in client keys", "the client's own plug-ins are Java classes, which nothing here could load; the key is named in the log and has no effect", @"[\s\S]+", @"override\.(key|value)\.(de)?serializer"),
        new("names with braces", "Java creates the connector and then fails to build its Location", @"^(?:500 .*The template variable 'b' has no value.*|201 .*<base>/connectors/a%7Bb%7D.*)$", @"create named a\{b\}: POST /connectors$"),
        new("plug-ins named in an error", "where a plug-in lies, and which there are", "(?<=available connectors are: )[^\"]*"),
    ];

    /// <summary>Takes the intended differences out of two texts.</summary>
    /// <returns>What is left of both, and the names of the differences that were there.</returns>
    public static (string Java, string Ours, IReadOnlyList<string> Names) Explain(string caseName, string java, string ours)
    {
        var names = new List<string>();
        foreach (var difference in All.Where(difference => java != ours && Regex.IsMatch(caseName, difference.Cases)))
        {
            var pattern = new Regex(difference.Text, RegexOptions.Multiline);
            if (!Matches(java).SequenceEqual(Matches(ours)))
            {
                names.Add(difference.Name);
                (java, ours) = (pattern.Replace(java, ""), pattern.Replace(ours, ""));
            }
            IEnumerable<string> Matches(string text) => pattern.Matches(text).Select(match => match.Value);
        }
        return (java, ours, names);
    }

    /// <summary>Elements of a JSON list, each with the comma that it takes with it.</summary>
    private static string Elements(string element) => $"(?<=\\[)(?:{element},?)+|(?:,{element})+";
}
