using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>What a token is to the rows and their envelope.</summary>
[Flags]
internal enum TokenPart
{
    None = 0,
    RowBegins = 1,
    RowEnds = 2,
    InEnvelope = 4,
    EnvelopeBegins = 8,
    EnvelopeEnds = 16,
}

/// <summary>Follows the tokens of an answer and tells which of them belong to a row. For one answer.</summary>
internal sealed class RowPosition(JsonPath path, string source)
{
    /// <summary>Off the path.</summary>
    private const int Off = -1;

    private readonly List<Frame> _open = [];
    private readonly IReadOnlyList<JsonPath.Step> _steps = path.Steps.Any(step => step.Index is not null)
        ? throw new FormatException($"'{path}' is no path to rows: [] goes to each element, and one element alone cannot be chosen") : path.Steps;

    private int _rowDepth;
    private bool _rowIsTarget;
    private bool _isCollecting;

    public bool IsFound { get; private set; }

    public bool IsRootArray { get; private set; }

    // An answer that is an array of chunks has an envelope for each.
    private int EnvelopeDepth => IsRootArray ? 1 : 0;

    public TokenPart Accept(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                return Begin(reader.TokenType == JsonTokenType.StartArray);
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                return End();
            case JsonTokenType.PropertyName:
                return Name(ref reader);
            default:
                return Scalar(reader.TokenType);
        }
    }

    private TokenPart Name(ref Utf8JsonReader reader)
    {
        if (_rowDepth > 0)
        {
            return TokenPart.None;
        }

        var top = _open[^1];
        if (top.Matched >= 0 && top.Matched < _steps.Count)
        {
            _open[^1] = top with { IsNext = _steps[top.Matched].Name is not null && reader.ValueTextEquals(_steps[top.Matched].Utf8Name) };
        }

        return InEnvelope();
    }

    private TokenPart Begin(bool isArray)
    {
        if (_rowDepth > 0)
        {
            _rowDepth++;
            return TokenPart.None;
        }

        IsRootArray |= isArray && _open.Count == 0;
        if (IsInTarget())
        {
            _rowDepth = 1;
            return TokenPart.RowBegins;
        }

        var matched = Match(isArray ? "an array" : "an object");
        IsFound |= matched == _steps.Count;
        var part = BeginEnvelope(isArray) | InEnvelope();
        if (matched == _steps.Count && !isArray)
        {
            (_rowDepth, _rowIsTarget) = (1, true);
            return part | TokenPart.RowBegins;
        }

        _open.Add(new Frame(isArray, matched, false));
        return part;
    }

    private TokenPart End()
    {
        if (_rowDepth > 1)
        {
            _rowDepth--;
            return TokenPart.None;
        }

        if (_rowDepth == 1)
        {
            _rowDepth = 0;
            var part = TokenPart.RowEnds | (_rowIsTarget ? InEnvelope() : TokenPart.None);
            _rowIsTarget = false;
            return part;
        }

        _open.RemoveAt(_open.Count - 1);
        if (_isCollecting && _open.Count == EnvelopeDepth)
        {
            _isCollecting = false;
            return TokenPart.InEnvelope | TokenPart.EnvelopeEnds;
        }

        return InEnvelope();
    }

    private TokenPart Scalar(JsonTokenType type)
    {
        if (_rowDepth > 0)
        {
            return TokenPart.None;
        }

        if (IsInTarget())
        {
            return TokenPart.RowBegins | TokenPart.RowEnds;
        }

        if (Match("a value") == _steps.Count)
        {
            IsFound = true;
            if (type != JsonTokenType.Null)
            {
                throw Unfit("a plain value");
            }
        }

        return InEnvelope();
    }

    private TokenPart InEnvelope() => _isCollecting ? TokenPart.InEnvelope : TokenPart.None;

    private TokenPart BeginEnvelope(bool isArray)
    {
        if (_isCollecting || isArray || _steps.Count == 0 || _open.Count != EnvelopeDepth)
        {
            return TokenPart.None;
        }

        _isCollecting = true;
        return TokenPart.EnvelopeBegins;
    }

    private bool IsInTarget() => _open.Count > 0 && _open[^1] is { IsArray: true } top && top.Matched == _steps.Count;

    /// <summary>How many steps of the path lead to the value that begins.</summary>
    private int Match(string kind)
    {
        if (_open.Count == 0)
        {
            return 0;
        }

        var top = _open[^1];
        if (top.Matched < 0 || (!top.IsArray && !top.IsNext && !_steps[top.Matched].IsEach))
        {
            return Off;
        }

        if (top.IsArray == _steps[top.Matched].IsEach)
        {
            return top.Matched + 1;
        }

        // Some APIs send an error in another outer shape; whoever reads the envelope sees it.
        return _open.Count == 1 ? Off : throw Unfit(top.IsArray ? $"an array with {kind} in it" : "an object");
    }

    private ApiFailureException Unfit(string found) => new(
        new ApiFailure(FailureClass.PermanentStream, $"{source}: there are no rows at '{path}': the answer has {found} on the way. Correct the path."), null);

    private readonly record struct Frame(bool IsArray, int Matched, bool IsNext);
}
