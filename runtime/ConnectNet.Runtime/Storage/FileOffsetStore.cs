using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Offsets of a standalone worker, in a file that a Java worker reads and writes too. The file is replaced as a whole after each write: a
/// crash leaves the old one or the new one.
/// </summary>
internal sealed class FileOffsetStore(string path, ILogger logger) : MemoryOffsetStore(logger)
{
    public override void Start()
    {
        if (!File.Exists(path))
        {
            return;
        }

        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0)
        {
            return;
        }

        try
        {
            foreach (var (key, value) in JavaHashMapFile.Read(bytes))
            {
                Table.Put(key, value);
            }
        }
        catch (InvalidDataException e)
        {
            throw new ConnectException("The offsets file " + path + " (offset.storage.file.filename) cannot be read: " + e.Message, e);
        }
    }

    protected override void Save()
    {
        try
        {
            var temporary = path + ".tmp";
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(JavaHashMapFile.Write(Table.Entries()));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectException("The offsets file " + path + " (offset.storage.file.filename) cannot be written: " + e.Message, e);
        }
    }
}
