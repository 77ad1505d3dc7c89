namespace ConnectNet.Runtime.Cluster;

/// <summary>Base64 with the error texts of Java's decoder. Stateless.</summary>
internal static class JavaBase64
{
    /// <exception cref="BadRequestException">The text is no base64.</exception>
    public static byte[] Decode(string text)
    {
        if (text.Length == 1)
        {
            throw new BadRequestException("Input byte[] should at least have 2 bytes for base64 bytes");
        }

        foreach (var c in text.TrimEnd('='))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/'))
            {
                throw new BadRequestException("Illegal base64 character " + ((int)c).ToString("x", null));
            }
        }

        // Java takes a text without its padding.
        var digits = text.TrimEnd('=');
        return (digits.Length % 4) switch
        {
            1 => throw new BadRequestException("Last unit does not have enough valid bits"),
            0 => Convert.FromBase64String(digits),
            var rest => Convert.FromBase64String(digits + new string('=', 4 - rest)),
        };
    }
}
