namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>How Connect values are seen as JSON, and what a schema asserts. Immutable.</summary>
/// <param name="AssertsFormats">Whether <c>format</c> is a condition; else it is a remark.</param>
/// <param name="TimesAreText">Whether dates and times are texts in ISO 8601; else the numbers that a JSON converter writes.</param>
/// <param name="NullsAreAbsent">Whether a struct field that is null counts as not there; else it is there and null.</param>
internal sealed record SchemaOptions(bool AssertsFormats, bool TimesAreText, bool NullsAreAbsent);
