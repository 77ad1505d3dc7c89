namespace ConnectNet.Connectors.Http.Paging;

/// <summary>Reads the header <c>Link</c>: URLs in angle brackets, each with parameters; several with commas between. Pure.</summary>
internal static class LinkHeader
{
    /// <returns>The URL of the first link with this relation; null when there is none.</returns>
    public static string? Find(string? header, string relation)
    {
        var rest = header.AsSpan();
        while (true)
        {
            var open = rest.IndexOf('<');
            var close = open < 0 ? -1 : rest[open..].IndexOf('>') + open;
            if (open < 0 || close < open)
            {
                return null;
            }

            var url = rest[(open + 1)..close];
            rest = rest[(close + 1)..];
            var end = EndOfParameters(rest);
            if (HasRelation(rest[..end], relation))
            {
                return url.Trim().ToString();
            }

            rest = rest[end..];
        }
    }

    // A comma in quotes separates nothing.
    private static int EndOfParameters(ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            isQuoted ^= text[i] == '"';
            if (text[i] == ',' && !isQuoted)
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool HasRelation(ReadOnlySpan<char> parameters, string relation)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            // One link may have several relations.
            var names = parameter[(equals + 1)..].Trim().Trim('"');
            foreach (var name in names.Split(' '))
            {
                if (names[name].Equals(relation, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
