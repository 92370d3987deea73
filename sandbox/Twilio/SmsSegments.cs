namespace PeteRental.Sandbox.Twilio;

/// <summary>How many messages a text is sent as: 160 characters of GSM 7-bit, 153 when joined; else 70 and 67 of UCS-2.</summary>
internal static class SmsSegments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>These take two places.</summary>
    private const string Extension = "\f^{}\\[~]|€";

    /// <summary>At least 1.</summary>
    public static int Count(string body)
    {
        var isGsm = body.All(character => Basic.Contains(character, StringComparison.Ordinal) || Extension.Contains(character, StringComparison.Ordinal));
        var length = isGsm ? body.Length + body.Count(character => Extension.Contains(character, StringComparison.Ordinal)) : body.Length;
        var (single, joined) = isGsm ? (160, 153) : (70, 67);
        return length <= single ? 1 : (length + joined - 1) / joined;
    }
}
