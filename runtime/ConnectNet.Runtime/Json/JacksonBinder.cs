using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// Binds a request body to values as Jackson binds it to Java classes: numbers and booleans become text where text is wanted, a wrong
/// shape or an unknown member is an error with Jackson's words, place and chain of members. Each <c>Read…</c> method starts on a value's first token and
/// ends on its last. One owner, one thread.
/// </summary>
internal sealed class JacksonBinder
{
    private const string MapOfStrings = "java.util.LinkedHashMap<java.lang.String,java.lang.String>";
    private const string MapOfObjects = "java.util.LinkedHashMap<java.lang.String,java.lang.Object>";

    private readonly JacksonParser _parser;

    private JacksonBinder(JacksonParser parser)
    {
        _parser = parser;
    }

    /// <summary>Binds a whole body: null where it is empty, blank or <c>null</c>; nothing may follow the value.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="boundAs">Java class that messages name.</param>
    /// <param name="read">Binds the value.</param>
    /// <exception cref="JacksonException">The body is no JSON or does not fit.</exception>
    public static T? Bind<T>(ReadOnlySpan<byte> body, string boundAs, Func<JacksonBinder, T> read)
        where T : class
    {
        var parser = new JacksonParser(body);
        if (parser.Next() == JacksonToken.None)
        {
            return null;
        }

        var binder = new JacksonBinder(parser);
        var result = parser.Token == JacksonToken.Null ? null : read(binder);
        return parser.Next() == JacksonToken.None
            ? result
            : throw binder.Misfit($"Trailing token (of type {parser.Token.JavaName()}) found after value (bound as `{boundAs}`): "
                + "not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`");
    }

    /// <summary>Binds a body that is a map of texts, in document order; the last of equal members counts.</summary>
    /// <exception cref="JacksonException">The body is no JSON or does not fit.</exception>
    public static OrderedDictionary<string, string?>? BindStringMap(ReadOnlySpan<byte> body) =>
        Bind(body, "java.util.Map", static b => b.ReadStringMap()!);

    /// <summary>A text, or null.</summary>
    public string? ReadString() => _parser.Token switch
    {
        JacksonToken.Null => null,
        JacksonToken.StartObject or JacksonToken.StartArray => throw WrongToken("java.lang.String"),
        _ => ScalarText(),
    };

    /// <summary>A map of texts, or null.</summary>
    public OrderedDictionary<string, string?>? ReadStringMap()
    {
        var result = new OrderedDictionary<string, string?>(StringComparer.Ordinal);
        return ReadMap(MapOfStrings, name => result[name] = ReadString()) ? result : null;
    }

    /// <summary>
    /// A map of anything, or null: integers as <see cref="int"/>, <see cref="long"/> or <see cref="BigInteger"/>, other numbers as
    /// <see cref="double"/>, lists as <see cref="List{T}"/>, objects as <see cref="ConnectMap"/>.
    /// </summary>
    public ConnectMap? ReadObjectMap()
    {
        var result = new ConnectMap();
        return ReadMap(MapOfObjects, name => result[name] = ReadAny()) ? result : null;
    }

    /// <summary>A list, or null.</summary>
    /// <param name="elementType">Java type of the elements that messages name.</param>
    /// <param name="read">Binds one element.</param>
    public List<T?>? ReadList<T>(string elementType, Func<T?> read)
    {
        if (_parser.Token == JacksonToken.Null)
        {
            return null;
        }

        if (_parser.Token != JacksonToken.StartArray)
        {
            throw WrongToken($"java.util.ArrayList<{elementType}>");
        }

        var list = new List<T?>();
        while (_parser.Next() != JacksonToken.EndArray)
        {
            try
            {
                list.Add(read());
            }
            catch (JacksonException e)
            {
                throw e.Within($"java.util.ArrayList[{list.Count}]");
            }
        }

        return list;
    }

    /// <summary>The members of an object of known shape.</summary>
    /// <param name="javaClass">Java class that messages name.</param>
    /// <param name="known">Its members in the order that messages list them.</param>
    /// <param name="readMember">Binds the value of one member.</param>
    /// <returns>False for null.</returns>
    public bool ReadBean(string javaClass, IReadOnlyList<string> known, Action<string> readMember)
    {
        if (_parser.Token == JacksonToken.Null)
        {
            return false;
        }

        if (_parser.Token != JacksonToken.StartObject)
        {
            throw _parser.Token == JacksonToken.StartArray ? WrongToken(javaClass) : NoCreator(javaClass);
        }

        string? unknown = null;
        var missing = new HashSet<string>(known, StringComparer.Ordinal);
        while (_parser.Next() == JacksonToken.FieldName)
        {
            var name = _parser.Name;
            _parser.Next();
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                // Jackson keeps unknown members aside until the last constructor argument is there.
                unknown ??= name;
                if (missing.Count == 0)
                {
                    throw Unrecognized(javaClass, known, unknown);
                }

                _parser.SkipChildren();
                continue;
            }

            missing.Remove(name);
            try
            {
                readMember(name);
            }
            catch (JacksonException e)
            {
                throw e.Within($"{javaClass}[\"{name}\"]");
            }
        }

        return unknown is null ? true : throw Unrecognized(javaClass, known, unknown);
    }

    /// <summary>A constant of an enum, whose Java class turns the text to upper case; null stays null.</summary>
    /// <param name="javaClass">Java class, nested ones with <c>$</c>.</param>
    /// <param name="constants">Its constants.</param>
    public string? ReadEnum(string javaClass, IReadOnlyList<string> constants)
    {
        if (_parser.Token == JacksonToken.Null)
        {
            return null;
        }

        if (_parser.Token == JacksonToken.StartObject)
        {
            throw WrongToken(javaClass);
        }

        if (_parser.Token == JacksonToken.StartArray)
        {
            throw Misfit($"Input mismatch reading Enum `{javaClass}`: properties-based `@JsonCreator` "
                + $"([method {javaClass}#forValue(java.lang.String)]) expects String Value, got Array value (`JsonToken.START_ARRAY`)");
        }

        var text = ScalarText().ToUpperInvariant();
        return constants.Contains(text, StringComparer.Ordinal)
            ? text
            : throw Misfit($"Cannot construct instance of `{javaClass}`, problem: No enum constant {javaClass.Replace('$', '.')}.{text}");
    }

    private bool ReadMap(string javaType, Action<string> put)
    {
        switch (_parser.Token)
        {
            case JacksonToken.Null:
                return false;
            case JacksonToken.StartObject:
                break;
            case JacksonToken.String:
                throw NoCreator("java.util.LinkedHashMap", isMap: true);
            default:
                throw WrongToken(javaType);
        }

        while (_parser.Next() == JacksonToken.FieldName)
        {
            var name = _parser.Name;
            _parser.Next();
            try
            {
                put(name);
            }
            catch (JacksonException e) when (e.IsBinding)
            {
                throw e.Within($"java.util.LinkedHashMap[\"{name}\"]");
            }
        }

        return true;
    }

    private object? ReadAny() => _parser.Token switch
    {
        JacksonToken.Null => null,
        JacksonToken.True => true,
        JacksonToken.False => false,
        JacksonToken.String => _parser.StringText(),
        JacksonToken.Integer => Integer(),
        JacksonToken.Float => double.Parse(_parser.NumberText, CultureInfo.InvariantCulture),
        JacksonToken.StartArray => ReadAnyList(),
        _ => ReadObjectMap(),
    };

    private List<object?> ReadAnyList()
    {
        var list = new List<object?>();
        while (_parser.Next() != JacksonToken.EndArray)
        {
            list.Add(ReadAny());
        }

        return list;
    }

    private object Integer()
    {
        var number = BigInteger.Parse(_parser.NumberText, CultureInfo.InvariantCulture);
        if (number >= int.MinValue && number <= int.MaxValue)
        {
            return int.CreateTruncating(number);
        }

        if (number >= long.MinValue && number <= long.MaxValue)
        {
            return long.CreateTruncating(number);
        }

        return number;
    }

    private string ScalarText() => _parser.Token switch
    {
        JacksonToken.String => _parser.StringText(),
        JacksonToken.True => "true",
        JacksonToken.False => "false",
        _ => _parser.NumberText,
    };

    private JacksonException WrongToken(string javaType)
    {
        var shape = _parser.Token switch
        {
            JacksonToken.StartObject => "Object value",
            JacksonToken.StartArray => "Array value",
            JacksonToken.String => "String value",
            JacksonToken.Integer => "Integer value",
            JacksonToken.Float => "Floating-point value",
            _ => "Boolean value",
        };
        return Misfit($"Cannot deserialize value of type `{javaType}` from {shape} (token `JsonToken.{_parser.Token.JavaName()}`)");
    }

    private JacksonException NoCreator(string javaClass, bool isMap = false)
    {
        var problem = $"Cannot construct instance of `{javaClass}` (although at least one Creator exists): no ";
        return _parser.Token switch
        {
            JacksonToken.String when string.IsNullOrWhiteSpace(_parser.StringText()) => Misfit(
                $"Cannot coerce empty String (\"\") to {(isMap ? "element of " : "")}`{javaClass}`"
                    + $"{(isMap ? "" : " value")} (but could if coercion was enabled using `CoercionConfig`)"),
            JacksonToken.String => Misfit(
                problem + $"String-argument constructor/factory method to deserialize from String value ('{_parser.StringText()}')"),
            JacksonToken.Integer => Misfit(problem + Integer() switch
            {
                int i => $"int/Int-argument constructor/factory method to deserialize from Number value ({i})",
                long l => $"long/Long-argument constructor/factory method to deserialize from Number value ({l})",
                var b => $"BigInteger-argument constructor/factory method to deserialize from Number value ({b})",
            }),
            JacksonToken.Float => Misfit(problem + "double/Double-argument constructor/factory method to deserialize from Number value ("
                + JavaNumbers.Text(double.Parse(_parser.NumberText, CultureInfo.InvariantCulture)) + ")"),
            _ => Misfit(problem + $"boolean/Boolean-argument constructor/factory method to deserialize from boolean value ({ScalarText()})"),
        };
    }

    private JacksonException Unrecognized(string javaClass, IReadOnlyList<string> known, string name)
    {
        var count = known.Count == 1 ? "one known property" : $"{known.Count} known properties";
        var list = string.Join(", ", known.Select(k => $"\"{k}\""));
        var problem = $"Unrecognized field \"{name}\" (class {javaClass}), not marked as ignorable ({count}: {list})";
        return new JacksonException(problem, _parser.Location.ToString(), $"{javaClass}[\"{name}\"]") { IsBinding = true };
    }

    private JacksonException Misfit(string problem) => new(problem, _parser.TokenLocation.ToString()) { IsBinding = true };
}
