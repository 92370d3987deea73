using System.Net.Http.Headers;
using System.Text;
using PeteRental.Rentals.Files;

namespace PeteRental.Rentals.Tests.Files;

public sealed class RentalFileTests(RentalsHost host)
{
    [Fact]
    public async Task Good_lines_are_kept_and_bad_ones_told_with_their_number()
    {
        var workspace = host.NewWorkspace();
        const string File = """
            Address,Apt #,Rent,Beds,Available,Colour
            12 Oak St,4,"$1,250",2,now,red
            12 Oak Street,#4,1300,2,,
            14 Oak St,,cheap,studio,5/1/2027,
            ,,900,,,
            16 Oak St,,1000,Studio,5/1/2027,
            """;
        var preview = await workspace.ImportAsync(File, isDryRun: true);
        Assert.Empty(await workspace.ListAsync());
        var done = await workspace.ImportAsync(File);
        foreach (var reply in new[] { preview.Body, done.Body })
        {
            Assert.Equal((5, 2, 3), (reply["rows"]!.GetValue<int>(), reply["added"]!.GetValue<int>(), reply["failed"]!.GetValue<int>()));
            Assert.Equal([3, 4, 5], reply["errors"]!.AsArray().Select(error => error!["line"]!.GetValue<int>()).Distinct());
        }

        Assert.Equal(["16 Oak St"], await workspace.ListAsync("?availability_status=coming_soon"));
        Assert.Equal((0, 0, 2), Counts(await workspace.ImportAsync(File)));
    }

    [Fact]
    public async Task What_is_exported_changes_nothing_when_it_is_imported_and_runs_nowhere()
    {
        var workspace = host.NewWorkspace();
        await workspace.AddAsync(new { property_address = "12 Oak St", unit = "4", price = 1250.5, available_date = "2027-05-01", description = "=HYPERLINK(\"https://evil.test\")", amenities = new[] { "Balcony", "Pool" } });
        await workspace.AddAsync(new { property_address = "14 Oak St", pets = "@cats", availability = "waitlist" });
        var text = await workspace.TextAsync("/rentals/export.csv");
        Assert.Contains("'=HYPERLINK", text, StringComparison.Ordinal);
        Assert.Contains("'@cats", text, StringComparison.Ordinal);
        Assert.Equal((0, 0, 2), Counts(await workspace.ImportAsync(text)));
        Assert.Equal((2, 0, 0), Counts(await host.NewWorkspace().ImportAsync(text)));
        Assert.Single((await workspace.TextAsync("/rentals/export.csv?q=14")).Split('\n').Skip(1), line => line.Length > 0);
    }

    [Fact]
    public async Task A_form_is_taken_and_what_is_no_file_is_refused()
    {
        var workspace = host.NewWorkspace();
        using var form = new MultipartFormDataContent { { new StringContent("address,rent\n1 Elm St,900\n"), "file", "homes.csv" } };
        Assert.Equal((1, 0, 0), Counts(await workspace.SendAsync(HttpMethod.Post, "/rentals/import", form)));
        Assert.Equal("file_unreadable", (await workspace.ImportAsync("")).Code);
        Assert.Equal("file_unreadable", (await workspace.ImportAsync("colour,shape\nred,round\n")).Code);
        Assert.Equal(415, (await workspace.SendAsync(HttpMethod.Post, "/rentals/import", new { file = "x" })).Status);
        using var large = new StringContent(new string('x', 6 * 1024 * 1024), Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        Assert.Equal(413, (await workspace.SendAsync(HttpMethod.Post, "/rentals/import", large)).Status);
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_add_each_home_once()
    {
        var workspace = host.NewWorkspace();
        var file = "address,rent\n" + string.Concat(Enumerable.Range(1, 300).Select(number => $"{number} Elm St,{900 + number}\n"));
        var replies = await Task.WhenAll(workspace.ImportAsync(file), workspace.ImportAsync(file));
        Assert.Equal([(0, 0, 300), (300, 0, 0)], replies.Select(Counts).Order());
    }

    [Fact]
    public void A_file_of_too_many_lines_is_refused() =>
        Assert.NotNull(RentalCsv.Read(new StringReader("address\n" + string.Concat(Enumerable.Range(1, 5001).Select(number => $"{number} Elm St\n")))).Refusal);

    private static (int Added, int Changed, int Unchanged) Counts(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Body.ToString());
        return (answer.Body["added"]!.GetValue<int>(), answer.Body["changed"]!.GetValue<int>(), answer.Body["unchanged"]!.GetValue<int>());
    }
}
