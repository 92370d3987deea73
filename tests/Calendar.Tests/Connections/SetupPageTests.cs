namespace PeteRental.Calendar.Tests.Connections;

/// <summary>The page that people come back to.</summary>
public sealed class SetupPageTests(CalendarHost host)
{
    [Theory]
    [InlineData("?auth=success&provider=google", "en-US,en;q=0.9", "lang=\"en\"", "Your calendar is connected")]
    [InlineData("?auth=success", "es-MX,es;q=0.9,en;q=0.5", "lang=\"es\"", "Su calendario está conectado")]
    [InlineData("?auth=error&code=consent_refused", "de,en", "lang=\"en\"", "You did not give access")]
    [InlineData("?auth=error&code=scope_missing", "es", "lang=\"es\"", "Falta un permiso")]
    [InlineData("?auth=error&code=something_new", "en;q=0.2,es;q=0.1", "lang=\"en\"", "Your calendar was not connected")]
    [InlineData("", "fr", "lang=\"en\"", "Connect your calendar")]
    public async Task It_says_what_happened_in_the_persons_language(string query, string languages, string lang, string words)
    {
        var (page, _) = await GetAsync(query, languages);

        Assert.Contains(lang, page, StringComparison.Ordinal);
        Assert.Contains(words, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_nothing_that_came_in_and_runs_nothing()
    {
        var (page, answer) = await GetAsync("?auth=%3Cscript%3E1&code=%3Cscript%3Ealert(4711)%3C/script%3E&error_description=planted-4711", "en");

        Assert.DoesNotContain("4711", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    private async Task<(string Page, HttpResponseMessage Answer)> GetAsync(string query, string languages)
    {
        using var client = host.Service.CreateDefaultClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", languages);
        var answer = await client.GetAsync($"/calendar/setup{query}");
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return (await answer.Content.ReadAsStringAsync(), answer);
    }
}
