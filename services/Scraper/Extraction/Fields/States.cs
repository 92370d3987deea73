using System.Collections.Frozen;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>The states of the USA and what else takes their place in an address.</summary>
internal static class States
{
    private const string CodesAndNames =
        "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|"
        + "FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|"
        + "MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|"
        + "NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|"
        + "PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|"
        + "WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|DC D.C.";

    private static readonly FrozenDictionary<string, string> CodeByName =
        CodesAndNames.Split('|').ToFrozenDictionary(state => state[3..], state => state[..2], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Codes = CodeByName.Values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The two letters of a state named by them or in full; null when it is none.</summary>
    public static string? Code(string name) =>
        Codes.Contains(name) ? name.ToUpperInvariant() : CodeByName.GetValueOrDefault(name);

    /// <summary>A pattern of all codes and names.</summary>
    public const string Pattern =
        """(?:A[KLRZ]|C[AOT]|D\.?C\.?|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|District of Columbia|North Carolina|North Dakota|South Carolina|South Dakota|New Hampshire|New Jersey|New Mexico|New York|West Virginia|Rhode Island|Puerto Rico|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|Ohio|Oklahoma|Oregon|Pennsylvania|Tennessee|Texas|Utah|Vermont|Virginia|Washington|Wisconsin|Wyoming)""";
}
