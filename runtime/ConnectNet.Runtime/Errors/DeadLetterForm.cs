namespace ConnectNet.Runtime.Errors;

/// <summary>How much of a record goes to the dead-letter topic: each form is smaller than the one before.</summary>
internal enum DeadLetterForm
{
    /// <summary>All there is.</summary>
    Whole,

    /// <summary>Without value, the stack trace cut.</summary>
    WithoutValue,

    /// <summary>Without key and headers too: where the record is, and what failed.</summary>
    Whereabouts,
}
