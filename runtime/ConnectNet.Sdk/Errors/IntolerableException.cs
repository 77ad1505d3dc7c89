namespace ConnectNet.Sdk.Errors;

/// <summary>
/// An error on a record that must not be skipped: the task fails whatever <c>errors.tolerance</c> says. A transformation throws it where
/// its configuration asks for a stop rather than a dead letter.
/// </summary>
/// <param name="message">What is wrong and, where there is one, the cure.</param>
/// <param name="cause">The exception that led to this one, or null.</param>
public sealed class IntolerableException(string? message, Exception? cause = null) : ConnectException(message, cause);
