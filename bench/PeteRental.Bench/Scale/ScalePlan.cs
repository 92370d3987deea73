namespace PeteRental.Bench.Scale;

/// <summary>How much to fill in and how long to measure.</summary>
/// <param name="Workspaces">Workspaces in all.</param>
/// <param name="Appointments">Appointments of all workspaces together.</param>
/// <param name="Largest">How many of them the largest workspace has.</param>
/// <param name="Calls">Telephone calls of all workspaces together.</param>
/// <param name="Rentals">Homes of all workspaces together; the largest has as many of them as of appointments.</param>
/// <param name="Duration">How long each read is measured at each step.</param>
/// <param name="InFlight">The steps: how many requests at a time.</param>
/// <param name="Only">Reads whose name begins so, or null for all.</param>
/// <param name="Hold">Leaves the system running at the end until Enter is pressed, to look at its databases.</param>
internal sealed record ScalePlan(
    int Workspaces, int Appointments, int Largest, int Calls, int Rentals, TimeSpan Duration, IReadOnlyList<int> InFlight, string? Only, bool Hold)
{
    public bool Includes(string read) => Only is null || read.StartsWith(Only, StringComparison.Ordinal);

    /// <summary>Whether only homes are asked for: the other services' databases are left empty then.</summary>
    public bool IsOfRentalsOnly => Only?.StartsWith("rentals", StringComparison.Ordinal) == true;
}

/// <summary>Divides a number of rows among workspaces as they come in life: one is huge, some are large, most are small.</summary>
internal static class HeavyTail
{
    /// <summary>Of the others, the one at rank n has 1/n^0.7 of what the first of them has.</summary>
    private const double Exponent = 0.7;

    /// <summary>Homes are spread more evenly: with two million of them most workspaces have 40 to 200, seventy more than a thousand.</summary>
    public const double OfHomes = 0.6;

    /// <summary>Shares by rank, largest first; together they are <paramref name="total"/>.</summary>
    public static int[] Divide(int total, int largest, int holders, double exponent = Exponent)
    {
        var shares = new int[holders];
        shares[0] = holders == 1 ? total : Math.Min(largest, total);
        var rest = total - shares[0];
        var weights = Enumerable.Range(1, holders - 1).Select(rank => Math.Pow(rank, -exponent)).ToArray();
        var allWeights = weights.Sum();
        var (weightSoFar, givenSoFar) = (0.0, 0);
        for (var rank = 1; rank < holders; rank++)
        {
            // By running sums, so that what rounding takes from one goes to the next and nothing is lost.
            weightSoFar += weights[rank - 1];
            var upTo = rank == holders - 1 ? rest : (int)(rest * (weightSoFar / allWeights));
            shares[rank] = upTo - givenSoFar;
            givenSoFar = upTo;
        }

        return shares;
    }
}
