using System.Globalization;

namespace ConnectNet.Sdk.Data;

/// <summary>Reads one text by a date pattern; see <see cref="JavaDateFormat"/>. Used once.</summary>
/// <param name="parts">The pattern.</param>
/// <param name="text">The text.</param>
/// <param name="firstYear">The first of the hundred years that two digits may mean.</param>
internal sealed class JavaDateParser(List<DatePatternPart> parts, string text, int firstYear)
{
    private static readonly (string Name, int Minutes)[] Zones =
    [
        ("UTC", 0), ("GMT", 0), ("UT", 0), ("EST", -300), ("EDT", -240), ("CST", -360), ("CDT", -300), ("MST", -420), ("MDT", -360),
        ("PST", -480), ("PDT", -420), ("CET", 60), ("CEST", 120), ("BST", 60), ("EET", 120), ("EEST", 180), ("MSK", 180), ("JST", 540), ("Z", 0),
    ];

    private readonly Dictionary<char, int> _fields = [];
    private int _at;
    private int _zoneMinutes;

    public bool TryParse(out EpochMillis time)
    {
        time = default;
        for (var i = 0; i < parts.Count; i++)
        {
            var obeyCount = i + 1 < parts.Count && parts[i + 1].IsNumber;
            if (!(parts[i].Literal is { } literal ? Take(literal) : Field(parts[i], obeyCount)))
            {
                return false;
            }
        }

        time = new EpochMillis(Resolve());
        return _at > 0;
    }

    private bool Take(string literal)
    {
        if (string.CompareOrdinal(text, _at, literal, 0, literal.Length) != 0)
        {
            return false;
        }

        _at += literal.Length;
        return true;
    }

    private bool Field(DatePatternPart part, bool obeyCount)
    {
        var start = _at;
        while (_at < text.Length && text[_at] is ' ' or '\t')
        {
            _at++;
        }

        if (_at >= text.Length)
        {
            return false;
        }

        return part.Field switch
        {
            'G' => Name('G', ["BC", "AD"], 2),
            'a' => Name('a', ["AM", "PM"], 2),
            'E' => Name('E', JavaDateFormat.NamesOf('E')!, 7),
            'M' or 'L' when part.Count > 2 => Name('M', JavaDateFormat.NamesOf('M')!, 12),
            'z' or 'Z' => Zone(),
            'X' => IsoZone(part.Count),
            _ => Number(part, obeyCount ? start + part.Count : -1),
        };
    }

    private bool Number(DatePatternPart part, int end)
    {
        if (end > text.Length)
        {
            return false;
        }

        var limit = end < 0 ? text.Length : end;
        var start = _at;
        var negative = _at < limit && text[_at] == '-';
        var at = negative ? _at + 1 : _at;
        var firstDigit = at;
        long value = 0;
        while (at < limit && char.IsDigit(text[at]))
        {
            value = Math.Min((value * 10) + (long)CharUnicodeInfo.GetDecimalDigitValue(text[at++]), long.MaxValue / 20);
        }

        if (at == firstDigit)
        {
            return false;
        }

        _at = at;
        Set(part, unchecked((int)(negative ? -value : value)), !negative && at - start == 2);
        return true;
    }

    private void Set(DatePatternPart part, int value, bool twoDigits)
    {
        switch (part.Field)
        {
            case 'y' or 'Y':
                if (part.Count <= 2 && twoDigits)
                {
                    value += firstYear - (firstYear % 100) + (value < firstYear % 100 ? 100 : 0);
                }

                _fields['y'] = value;
                break;
            case 'L':
                _fields['M'] = value;
                break;
            case 'k':
                _fields['H'] = value == 24 ? 0 : value;
                break;
            case 'h':
                _fields['K'] = value == 12 ? 0 : value;
                break;
            default:
                _fields[part.Field] = value;
                break;
        }
    }

    private bool Name(char field, string[] names, int distinct)
    {
        var best = -1;
        for (var i = 0; i < names.Length; i++)
        {
            var longer = best < 0 || names[i].Length > names[best].Length;
            if (longer && string.Compare(text, _at, names[i], 0, names[i].Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                best = i;
            }
        }

        if (best < 0)
        {
            return false;
        }

        _at += names[best].Length;
        _fields[field] = (best % distinct) + (field == 'M' ? 1 : 0);
        return true;
    }

    private bool Zone()
    {
        if (text[_at] is '+' or '-')
        {
            return Offset(colon: false, hoursOnly: false);
        }

        var best = ("", 0);
        foreach (var zone in Zones)
        {
            if (zone.Name.Length > best.Item1.Length
                && string.Compare(text, _at, zone.Name, 0, zone.Name.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                best = zone;
            }
        }

        if (best.Item1.Length == 0 || best.Item1 == "Z")
        {
            return false;
        }

        _at += best.Item1.Length;
        _zoneMinutes = best.Item2;
        return best.Item1 != "GMT" || _at >= text.Length || text[_at] is not ('+' or '-') || Offset(colon: true, hoursOnly: false);
    }

    private bool IsoZone(int count)
    {
        if (text[_at] == 'Z')
        {
            _at++;
            return true;
        }

        return text[_at] is '+' or '-' && Offset(colon: count == 3, hoursOnly: count == 1);
    }

    private bool Offset(bool colon, bool hoursOnly)
    {
        var sign = text[_at++] == '-' ? -1 : 1;
        var digits = 0;
        while (digits < 2 && _at + digits < text.Length && char.IsAsciiDigit(text[_at + digits]))
        {
            digits++;
        }

        if (digits == 0)
        {
            return false;
        }

        var hours = int.Parse(text.AsSpan(_at, digits), CultureInfo.InvariantCulture);
        _at += digits;
        var minutes = 0;
        if (!hoursOnly)
        {
            if (_at < text.Length && text[_at] == ':')
            {
                _at++;
            }
            else if (colon)
            {
                return false;
            }

            if (_at + 2 > text.Length || !int.TryParse(text.AsSpan(_at, 2), NumberStyles.None, CultureInfo.InvariantCulture, out minutes))
            {
                return false;
            }

            _at += 2;
        }

        _zoneMinutes = sign * ((hours * 60) + minutes);
        return hours < 24 && minutes < 60;
    }

    private long Resolve()
    {
        long Get(char field, int absent) => _fields.GetValueOrDefault(field, absent);
        var year = Get('y', 1970);
        if (_fields.TryGetValue('G', out var era) && era == 0)
        {
            year = 1 - year;
        }

        var day = _fields.TryGetValue('D', out var dayOfYear) && !_fields.ContainsKey('d') && !_fields.ContainsKey('M')
            ? JavaCalendar.DayOf(year, 1, dayOfYear)
            : JavaCalendar.DayOf(year, Get('M', 1), Get('d', 1));
        var hour = _fields.ContainsKey('H') ? Get('H', 0) : Get('K', 0) + (12 * Get('a', 0));
        return (day * EpochMillis.PerDay) + (((((hour * 60) + Get('m', 0) - _zoneMinutes) * 60) + Get('s', 0)) * 1000) + Get('S', 0);
    }
}
