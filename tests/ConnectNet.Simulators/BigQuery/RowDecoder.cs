using ConnectNet.Simulators.BigQuery.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>A decoded row: its columns, and what the pseudo-columns of change data capture said.</summary>
internal sealed record DecodedRow(Dictionary<string, object?> Values, string? ChangeType, string? ChangeSequence);

/// <summary>
/// Reads serialized rows with the writer's descriptor as proto2 and maps its fields to the table's columns, by the column_name option or
/// by name regardless of case. Immutable once built.
/// </summary>
internal sealed class RowDecoder
{
    private const string ChangeTypeColumn = "_CHANGE_TYPE";
    private const string ChangeSequenceColumn = "_CHANGE_SEQUENCE_NUMBER";
    private static readonly ColumnDefinition PseudoColumn = new("_CHANGE", ColumnType.String, ColumnMode.Nullable, []);

    private readonly Layout root;
    private readonly bool fillDefaults;

    public RowDecoder(DescriptorProto descriptor, IReadOnlyList<ColumnDefinition> columns, bool hasPrimaryKey, bool fillDefaults)
    {
        this.fillDefaults = fillDefaults;
        root = new Layout(columns);
        Fill(root, descriptor, descriptor, hasPrimaryKey);
    }

    public bool HasChangeType { get; private set; }

    public DecodedRow Decode(ByteString bytes)
    {
        var pseudo = new Dictionary<string, string>();
        Dictionary<string, object?> values;
        try
        {
            using var input = bytes.CreateCodedInput();
            values = Read(input, root, pseudo);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new RowFailure($"Proto deserialization error: {failure.Message}");
        }
        var change = pseudo.GetValueOrDefault(ChangeTypeColumn);
        if (HasChangeType && change is not ("UPSERT" or "DELETE"))
        {
            throw new RowFailure($"The given value is not a valid CHANGE_TYPE: {change ?? "null"}");
        }
        var sequence = pseudo.GetValueOrDefault(ChangeSequenceColumn);
        if (sequence is not null && !BigQuery.ChangeSequence.IsValid(sequence))
        {
            throw new RowFailure($"The given value is not a valid CHANGE_SEQUENCE_NUMBER: {sequence}");
        }
        Complete(values, root.Columns);
        return new DecodedRow(values, change, sequence);
    }

    private void Fill(Layout layout, DescriptorProto message, DescriptorProto whole, bool changesAllowed)
    {
        foreach (var field in message.Field)
        {
            var name = field.Options is { } options && options.HasExtension(BigqueryStorageExtensions.ColumnName)
                ? options.GetExtension(BigqueryStorageExtensions.ColumnName)
                : field.Name;
            if (changesAllowed && layout == root && name.ToUpperInvariant() is ChangeTypeColumn or ChangeSequenceColumn)
            {
                HasChangeType |= name.Equals(ChangeTypeColumn, StringComparison.OrdinalIgnoreCase);
                layout.Fields[field.Number] = new FieldLayout(field, PseudoColumn, null, name.ToUpperInvariant());
                continue;
            }
            var column = layout.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new RpcFailure(RpcCode.InvalidArgument,
                    $"Input schema has more fields than BigQuery schema, extra fields: '{name}'", StorageErrorCode.SchemaMismatchExtraFields);
            RequireRepetition(field, column);
            Layout? nested = null;
            if (field.Type is FieldType.Message or FieldType.Group)
            {
                if (column.Type != ColumnType.Struct)
                {
                    throw new RpcFailure(RpcCode.InvalidArgument, $"Field {name} is a message but the column is {column.RestType}");
                }
                nested = new Layout(column.Fields);
                Fill(nested, FindMessage(field.TypeName, message, whole), whole, changesAllowed: false);
            }
            layout.Fields[field.Number] = new FieldLayout(field, column, nested, null);
        }
    }

    private static void RequireRepetition(FieldDescriptorProto field, ColumnDefinition column)
    {
        var repeated = field.Label == FieldDescriptorProto.Types.Label.Repeated;
        if (repeated != (column.Mode == ColumnMode.Repeated))
        {
            throw new RpcFailure(RpcCode.InvalidArgument,
                $"The proto field mismatched with BigQuery field at {field.Name}: the proto field is {(repeated ? "" : "not ")}repeated, the BigQuery field is {column.Mode}");
        }
    }

    private static DescriptorProto FindMessage(string typeName, DescriptorProto message, DescriptorProto whole)
    {
        var simple = typeName[(typeName.LastIndexOf('.') + 1)..];
        return message.NestedType.FirstOrDefault(type => type.Name == simple) ?? Descendants(whole).FirstOrDefault(type => type.Name == simple)
            ?? throw new RpcFailure(RpcCode.InvalidArgument, $"Invalid proto schema: type {typeName} is not declared inside the message");
    }

    private static IEnumerable<DescriptorProto> Descendants(DescriptorProto message) =>
        message.NestedType.SelectMany(type => Descendants(type).Prepend(type));

    private static Dictionary<string, object?> Read(CodedInputStream input, Layout layout, Dictionary<string, string>? pseudo)
    {
        var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (!layout.Fields.TryGetValue(number, out var field))
            {
                throw new RowFailure($"Field number {number} is not in the writer's schema");
            }
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited && ProtoScalars.IsPackable(field.Proto.Type))
            {
                var list = ListOf(row, field.Column);
                using var packed = input.ReadBytes().CreateCodedInput();
                while (!packed.IsAtEnd)
                {
                    list.Add(ColumnValues.From(ProtoScalars.Read(packed, field.Proto.Type), field.Column));
                }
                continue;
            }
            if (field.Nested is null)
            {
                Store(row, field, ProtoScalars.Read(input, field.Proto.Type), pseudo);
                continue;
            }
            using var inner = input.ReadBytes().CreateCodedInput();
            Store(row, field, Read(inner, field.Nested, null), pseudo);
        }
        return row;
    }

    private static void Store(Dictionary<string, object?> row, FieldLayout field, object raw, Dictionary<string, string>? pseudo)
    {
        if (field.Pseudo is not null)
        {
            pseudo![field.Pseudo] = raw as string ?? throw new RowFailure($"{field.Pseudo} must be a string");
            return;
        }
        var value = raw is Dictionary<string, object?> ? raw : ColumnValues.From(raw, field.Column);
        if (field.Column.Mode == ColumnMode.Repeated)
        {
            ListOf(row, field.Column).Add(value);
        }
        else
        {
            row[field.Column.Name] = value;
        }
    }

    private static List<object?> ListOf(Dictionary<string, object?> row, ColumnDefinition column)
    {
        if (!row.TryGetValue(column.Name, out var list))
        {
            row[column.Name] = list = new List<object?>();
        }
        return (List<object?>)list!;
    }

    /// <summary>Absent columns become null, their default or an empty list; an absent required column refuses the row.</summary>
    private void Complete(Dictionary<string, object?> row, IReadOnlyList<ColumnDefinition> columns, string path = "")
    {
        foreach (var column in columns)
        {
            if (row.TryGetValue(column.Name, out var present))
            {
                foreach (var nested in present is List<object?> items ? items : [present])
                {
                    if (nested is Dictionary<string, object?> inner)
                    {
                        Complete(inner, column.Fields, $"{path}{column.Name}.");
                    }
                }
                continue;
            }
            object? value = column.Mode == ColumnMode.Repeated ? new List<object?>()
                : column.DefaultExpression is not null && fillDefaults ? ColumnValues.Default(column) : null;
            if (value is null && column.Mode == ColumnMode.Required)
            {
                throw new RowFailure($"Field {path}{column.Name}: Missing required field");
            }
            row[column.Name] = value;
        }
    }

    private sealed class Layout(IReadOnlyList<ColumnDefinition> columns)
    {
        public IReadOnlyList<ColumnDefinition> Columns { get; } = columns;

        public Dictionary<int, FieldLayout> Fields { get; } = [];
    }

    private sealed record FieldLayout(FieldDescriptorProto Proto, ColumnDefinition Column, Layout? Nested, string? Pseudo);
}
