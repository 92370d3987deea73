using PeteRental.Agents.Integrations;
using PeteRental.Agents.Vapi;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Tests.Workspaces;

public sealed class VerdictTests
{
    private static readonly StoredIntegrations Nothing = new("us", null, null, false, null, null, null, null);

    // Trouble says nothing about a key: taking it for a refusal would throw away good ones whenever Vapi has a bad day.
    [Theory]
    [InlineData(null, 0)]
    [InlineData(VapiError.KeyRejected, 1)]
    [InlineData(VapiError.Unavailable, 2)]
    [InlineData(VapiError.Throttled, 2)]
    [InlineData(VapiError.NotFound, 2)]
    [InlineData(VapiError.Rejected, 2)]
    public void Only_a_refusal_of_the_key_refuses_the_key(string? error, int verdict) =>
        Assert.Equal((Verdict)verdict, CredentialChecks.VerdictOfVapi(error));

    [Theory]
    [InlineData(null, 0)]
    [InlineData(TwilioClient.CredentialsRejected, 1)]
    [InlineData(TwilioClient.AccountInactive, 1)]
    [InlineData(TwilioClient.Unavailable, 2)]
    public void The_same_goes_for_Twilio(string? error, int verdict) => Assert.Equal((Verdict)verdict, CredentialChecks.VerdictOfTwilio(error));

    [Fact]
    public void New_attempts_come_later_and_later_up_to_five_minutes()
    {
        var options = new CandidateOptions();
        var waits = Enumerable.Range(0, 12).Select(options.WaitAfter).ToList();

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300], waits.Select(wait => (int)wait.TotalSeconds));
        Assert.Equal(TimeSpan.FromMinutes(5), options.WaitAfter(int.MaxValue));
    }

    [Fact]
    public void Nothing_given_is_nothing_to_try()
    {
        var errors = new FieldErrors();
        Assert.Equal(new CredentialPlan(null, null), CredentialRequest.Nothing.PlanWith(Nothing, errors));
        Assert.False(errors.Any);
    }

    [Fact]
    public void Another_region_is_tried_with_the_key_given_last_even_while_that_waits()
    {
        var now = DateTimeOffset.UnixEpoch;
        var stored = Nothing with
        {
            Vapi = new StoredVapi(new VapiAccount("us", "used-key-1"), [], false, null, now),
            VapiCandidate = new StoredCandidate<VapiAccount>(Guid.Empty, new VapiAccount("us", "waiting-key-1"), "checking", "vapi_unavailable", now, now, 0),
        };
        var plan = (CredentialRequest.Nothing with { VapiRegion = Given.Of("eu") }).PlanWith(stored, new FieldErrors());

        Assert.Equal(("eu", "waiting-key-1"), (plan.Vapi!.Region, plan.Vapi.ApiKey));
    }

    [Fact]
    public void Neither_account_prints_what_opens_it()
    {
        Assert.DoesNotContain("secret-1", $"{new TwilioAccount("AC1", "secret-1")} {new VapiAccount("us", "secret-1")}", StringComparison.Ordinal);
        Assert.DoesNotContain("secret-1", $"{new TwilioCandidate(new TwilioAccount("AC1", "secret-1"), null)}", StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secret-1", $"{new PeteRental.Agents.Workspaces.WorkspaceRequest { VapiApiKey = Given.Of<string?>("secret-1") }}", StringComparison.Ordinal);
    }
}
