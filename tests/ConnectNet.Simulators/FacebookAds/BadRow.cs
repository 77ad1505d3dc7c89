namespace ConnectNet.Simulators.FacebookAds;

/// <summary>What is wrong with a row that was made bad on purpose, for flows that validate and reject.</summary>
internal enum BadRow
{
    None,

    /// <summary><c>spend</c> is below zero.</summary>
    NegativeSpend,

    /// <summary>More <c>clicks</c> than <c>impressions</c>.</summary>
    ClicksAboveImpressions,

    /// <summary><c>account_currency</c> is a word instead of an ISO code.</summary>
    CurrencyName,

    /// <summary><c>spend</c> is a text that is no number.</summary>
    SpendIsText,
}
