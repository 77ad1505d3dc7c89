using ConnectNet.Connectors.BigQuery.Tables;
using ConnectNet.Connectors.BigQuery.Wire;
using Google.Protobuf.Reflection;
using FieldLabel = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// The protobuf form of a table's rows at one version of its schema: the descriptor that the server reads them with. Column n has field
/// number n + 1, in nested messages too. Immutable; compared by reference.
/// </summary>
internal sealed class RowFormat
{
    private const string ChangeType = "_CHANGE_TYPE";
    private const string ChangeSequence = "_CHANGE_SEQUENCE_NUMBER";

    public RowFormat(IReadOnlyList<Column> columns, bool changes)
    {
        Columns = columns;
        Descriptor = Describe("Row", columns);
        if (changes)
        {
            ChangeTypeField = columns.Count + 1;
            ChangeSequenceField = columns.Count + 2;
            Descriptor.Field.Add(Pseudo(ChangeType, ChangeTypeField));
            Descriptor.Field.Add(Pseudo(ChangeSequence, ChangeSequenceField));
        }
    }

    public IReadOnlyList<Column> Columns { get; }

    public DescriptorProto Descriptor { get; }

    public int ChangeTypeField { get; }

    public int ChangeSequenceField { get; }

    /// <summary>The position of a column, or -1.</summary>
    public static int IndexOf(IReadOnlyList<Column> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].IsNamed(name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The field number of a part of a record that the connector fills itself; 0 where the table has no such part.</summary>
    /// <exception cref="ConversionException">The part is of another type in the table.</exception>
    public static int FieldOf(Column record, string part, ColumnType type)
    {
        var index = IndexOf(record.Fields, part);
        return index < 0 || (record.Fields[index].Type == type && record.Fields[index].Mode != ColumnMode.Repeated) ? index + 1
            : throw new ConversionException($"is {record.Fields[index].RestType} in the table, and the connector writes {new Column(part, type, ColumnMode.Nullable).RestType} there",
                $"{record.Name}.{part}");
    }

    private static DescriptorProto Describe(string name, IReadOnlyList<Column> columns)
    {
        var message = new DescriptorProto { Name = name };
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            if (column.Type == ColumnType.Unsupported)
            {
                continue;
            }

            var field = new FieldDescriptorProto
            {
                Number = i + 1,
                Label = column.Mode == ColumnMode.Repeated ? FieldLabel.Repeated : column.IsRequired ? FieldLabel.Required : FieldLabel.Optional,
                Type = TypeOf(column.Type),
            };
            SetName(field, column.Name, i + 1);
            if (column.Type == ColumnType.Struct)
            {
                // Names are unique over the whole descriptor, so that they resolve from any depth.
                var nested = Describe($"{name}_{i + 1}", column.Fields);
                field.TypeName = nested.Name;
                message.NestedType.Add(nested);
            }

            message.Field.Add(field);
        }

        return message;
    }

    private static void SetName(FieldDescriptorProto field, string name, int number)
    {
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            field.Name = name;
            return;
        }

        field.Name = $"column_{number}_";
        field.Options = new FieldOptions();
        field.Options.SetExtension(StorageWriteExtensions.ColumnName, name);
    }

    private static FieldDescriptorProto Pseudo(string name, int number) =>
        new() { Name = name, Number = number, Label = FieldLabel.Optional, Type = FieldType.String };

    private static FieldType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Bool => FieldType.Bool,
        ColumnType.Int64 or ColumnType.Timestamp => FieldType.Int64,
        ColumnType.Date => FieldType.Int32,
        ColumnType.Double => FieldType.Double,
        ColumnType.Bytes => FieldType.Bytes,
        ColumnType.Struct => FieldType.Message,
        _ => FieldType.String,
    };
}
