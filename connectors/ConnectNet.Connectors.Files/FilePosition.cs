using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ConnectNet.Connectors.Files;

/// <summary>
/// The source offset <c>{"position": n}</c>: characters read so far, null on standard input. There is one for each record and only a few
/// are ever read, so the number is boxed only then.
/// </summary>
internal sealed class FilePosition(long? characters) : IReadOnlyDictionary<string, object?>
{
    public const string Key = "position";

    public int Count => 1;

    public IEnumerable<string> Keys => [Key];

    public IEnumerable<object?> Values => [characters];

    public object? this[string key] => key == Key ? characters : throw new KeyNotFoundException($"a file's offset has no member '{key}'");

    public bool ContainsKey(string key) => key == Key;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        value = key == Key ? characters : null;
        return key == Key;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return new KeyValuePair<string, object?>(Key, characters);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
