namespace ConnectNet.Connectors.Http.Accounts;

/// <summary>The form of a platform's account ids, which consist of digits but are written in several ways.</summary>
/// <param name="Plain">Takes away what belongs to a way of writing only.</param>
/// <param name="Description">The ways of writing, for messages: "ids consist of digits, …".</param>
internal sealed record AccountIds(Func<string, string> Plain, string Description);
