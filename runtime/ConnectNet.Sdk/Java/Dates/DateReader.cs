namespace ConnectNet.Sdk.Java;

/// <summary>Reads one text by a date pattern into fields. Used once.</summary>
internal ref struct DateReader
{
    private readonly string _text;
    private readonly int _firstYear;
    private DateFields _fields;
    private int _at;

    /// <param name="text">The text.</param>
    /// <param name="memory">Room for the fields.</param>
    /// <param name="firstYear">The first of the hundred years that two digits may mean.</param>
    public DateReader(string text, Span<int> memory, int firstYear)
    {
        _text = text;
        _firstYear = firstYear;
        _fields = new DateFields(memory);
    }

    /// <summary>What the text has told.</summary>
    public readonly DateFields Fields => _fields;

    /// <summary>Whether the two digits of a year are those of the century's first year, of which only a part is in the century.</summary>
    public bool IsCenturyOpen { get; private set; }

    /// <summary>Whether the text begins as the pattern says, with at least one character.</summary>
    public bool TryRead(ReadOnlySpan<DatePatternPart> parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var obeyCount = i + 1 < parts.Length && parts[i + 1].IsNumber;
            if (!(parts[i].Literal is { } literal ? Take(literal) : Field(parts[i], obeyCount)))
            {
                return false;
            }
        }

        return _at > 0;
    }

    private bool Take(string literal)
    {
        if (string.CompareOrdinal(_text, _at, literal, 0, literal.Length) != 0)
        {
            return false;
        }

        _at += literal.Length;
        return true;
    }

    private bool Field(DatePatternPart part, bool obeyCount)
    {
        // Names stand at the very start; Java skips blanks before numbers and zones only.
        var start = _at;
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
        {
            _at++;
        }

        if (_at >= _text.Length)
        {
            return false;
        }

        return part.Letter switch
        {
            'G' => Name(DateField.Era, DateNames.Eras, start),
            'a' => Name(DateField.AmPm, DateNames.Halves, start),
            'E' => Name(DateField.DayOfWeek, DateNames.Weekdays, start),
            'M' or 'L' when !part.IsNumber => Name(DateField.Month, DateNames.Months, start),
            'z' or 'Z' => Zone(start),
            'X' => IsoZone(part.Count),
            _ => Number(part, obeyCount ? start + part.Count : _text.Length),
        };
    }

    private bool Name(DateField field, DateNames names, int start)
    {
        var index = names.Find(_text, start, out var length);
        if (index < 0)
        {
            return false;
        }

        _at = start + length;
        _fields.Set(field, index);
        return true;
    }

    private bool Number(DatePatternPart part, int limit)
    {
        var start = _at;
        if (limit > _text.Length || !JavaIntegerReader.TryRead(_text, ref _at, limit, out var value))
        {
            return false;
        }

        switch (part.Letter)
        {
            case 'y' or 'Y':
                _fields.Set(part.Letter == 'y' ? DateField.Year : DateField.WeekYear, part.Count <= 2 ? YearOf(start, value) : value);
                break;
            case 'M' or 'L':
                _fields.Set(DateField.Month, unchecked(value - 1));
                break;
            case 'k':
                _fields.Set(DateField.HourOfDay, value == 24 ? 0 : value);
                break;
            case 'h':
                _fields.Set(DateField.Hour, value == 12 ? 0 : value);
                break;
            case 'u':
                // Monday 1 to Sunday 7 become Monday 2 to Sunday 1; other numbers stay, as in Java.
                _fields.Set(DateField.DayOfWeek, value is >= 1 and <= 7 ? (value % 7) + 1 : value);
                break;
            default:
                _fields.Set(part.NumberField, value);
                break;
        }

        return true;
    }

    /// <summary>The year that exactly two digits mean; any other text is the year itself.</summary>
    private int YearOf(int start, int value)
    {
        if (_at - start != 2 || !char.IsDigit(_text[start]) || !char.IsDigit(_text[start + 1]))
        {
            return value;
        }

        var first = _firstYear % 100;
        IsCenturyOpen = value == first;
        return value + _firstYear - first + (value < first ? 100 : 0);
    }

    private bool Zone(int start)
    {
        if (_text[_at] is '+' or '-')
        {
            return Offset(colon: false, letters: 0);
        }

        if (_text[_at] is 'G' or 'g' && JavaCase.StartsWith(_text, start, "GMT"))
        {
            _at = start + 3;
            if (_at < _text.Length && _text[_at] is '+' or '-')
            {
                return Offset(colon: true, letters: 0);
            }

            _fields.SetOffset(0);
            return true;
        }

        if (ZoneNames.Find(_text, _at) is not { } zone)
        {
            return false;
        }

        _at += zone.Name.Length;
        _fields.Zone = zone;
        if (zone.Daylight is { } minutes)
        {
            _fields.SetDaylight(minutes);
        }

        return true;
    }

    private bool IsoZone(int letters)
    {
        if (_text[_at] == 'Z')
        {
            _at++;
            _fields.SetOffset(0);
            return true;
        }

        return _text[_at] is '+' or '-' && Offset(colon: letters == 3, letters);
    }

    /// <summary>
    /// Reads <c>+hhmm</c>, or <c>+hh:mm</c> with a colon, of one letter <c>+hh</c>. Only after GMT may the hour have one digit.
    /// </summary>
    private bool Offset(bool colon, int letters)
    {
        var sign = _text[_at++] == '-' ? -1 : 1;
        if (!Digit(out var hours))
        {
            return false;
        }

        if (Digit(out var unit))
        {
            hours = (hours * 10) + unit;
        }
        else if (letters > 0 || !colon || _at >= _text.Length)
        {
            return false;
        }

        var minutes = 0;
        if (letters != 1)
        {
            if (colon && (_at >= _text.Length || _text[_at++] != ':'))
            {
                return false;
            }

            if (!Digit(out var tens) || !Digit(out unit))
            {
                return false;
            }

            minutes = (tens * 10) + unit;
        }

        _fields.SetOffset(sign * ((hours * 60) + minutes));
        return hours < 24 && minutes < 60;
    }

    private bool Digit(out int value)
    {
        value = _at < _text.Length ? _text[_at] - '0' : -1;
        if (value is < 0 or > 9)
        {
            return false;
        }

        _at++;
        return true;
    }
}
