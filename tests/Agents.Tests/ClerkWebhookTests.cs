using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Options;

namespace PeteRental.Agents.Tests;

/// <summary>Who may announce, and what becomes of what nobody expected.</summary>
public sealed class ClerkWebhookTests(AgentsHost app)
{
    private const string AnotherSecret = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXRlc3Rz";

    [Fact]
    public async Task A_delivery_that_is_not_signed_with_our_secret_is_refused_and_changes_nothing()
    {
        var subject = ClerkDelivery.NewSubject();
        var body = ClerkDelivery.Envelope("user.created", ClerkDelivery.Person(subject, "ada@oakhill.test"));
        var now = TimeProvider.System.GetUtcNow();

        await RefusedAsync(ClerkDelivery.Request(body, "msg_1", secret: AnotherSecret), HttpStatusCode.Unauthorized, "signature_invalid");
        await RefusedAsync(ClerkDelivery.Request(body, "msg_1", now.AddSeconds(-310)), HttpStatusCode.Unauthorized, "signature_invalid");
        await RefusedAsync(ClerkDelivery.Request(body, "msg_1", now.AddSeconds(310)), HttpStatusCode.Unauthorized, "signature_invalid");
        var changed = ClerkDelivery.Request(body, "msg_1");
        changed.Content = new StringContent(body.Replace("Ada", "Eve", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        await RefusedAsync(changed, HttpStatusCode.Unauthorized, "signature_invalid");
        foreach (var header in new[] { "svix-id", "svix-timestamp", "svix-signature" })
        {
            var request = ClerkDelivery.Request(body, "msg_1");
            request.Headers.Remove(header);
            await RefusedAsync(request, HttpStatusCode.BadRequest, "signature_missing");
        }

        Assert.Equal(0, await CountAsync(subject));
    }

    [Fact]
    public async Task A_session_token_does_not_stand_for_a_signature()
    {
        var person = await app.SignInAsync();
        using var response = await person.Http.SendJsonAsync(HttpMethod.Post, "/webhooks/clerk", ClerkDelivery.Envelope("user.deleted", new JsonObject { ["id"] = person.Subject }));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await person.Http.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_delivery_is_known_by_either_family_of_headers_and_among_several_signatures()
    {
        var (one, other) = (ClerkDelivery.NewSubject(), ClerkDelivery.NewSubject());
        var old = ClerkDelivery.Sign(AnotherSecret, "whatever");

        await AcceptedAsync(ClerkDelivery.Request(
            ClerkDelivery.Envelope("user.created", ClerkDelivery.Person(one, null)), ClerkDelivery.NewId(), prefix: "webhook-"));
        await AcceptedAsync(ClerkDelivery.Request(
            ClerkDelivery.Envelope("user.created", ClerkDelivery.Person(other, null)), ClerkDelivery.NewId(), before: $"v1a,xyz {old} ", after: " " + old));

        Assert.Equal(1, await CountAsync(one));
        Assert.Equal(1, await CountAsync(other));
    }

    [Fact]
    public async Task Another_instance_has_nothing_to_say_here()
    {
        var subject = ClerkDelivery.NewSubject();
        var body = ClerkDelivery.Envelope("user.created", ClerkDelivery.Person(subject, null)).Replace(ClerkDelivery.Instance, "ins_development", StringComparison.Ordinal);

        await RefusedAsync(ClerkDelivery.Request(body, ClerkDelivery.NewId()), HttpStatusCode.Forbidden, "wrong_instance");

        Assert.Equal(0, await CountAsync(subject));
    }

    [Fact]
    public async Task A_body_above_one_megabyte_is_refused_before_it_is_believed()
    {
        var body = ClerkDelivery.Envelope("user.created", new JsonObject { ["id"] = new string('x', 1024 * 1024) });

        await RefusedAsync(ClerkDelivery.Request(body, ClerkDelivery.NewId()), HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_accepted()
    {
        await using var service = app.Start(("Clerk:WebhookSecret", ""));
        using var anybody = service.CreateClient();
        using var request = ClerkDelivery.Request(ClerkDelivery.Envelope("user.created", ClerkDelivery.Person("user_1", null)), "msg_1");

        var problem = await anybody.SendAsync(request).ReadAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("clerk_webhooks_off", problem.Code());
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("not a secret")]
    public async Task A_secret_that_is_none_stops_the_service_from_starting(string secret)
    {
        await using var service = app.Start(("Clerk:WebhookSecret", secret));

        Assert.Throws<OptionsValidationException>(() => service.CreateClient());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("\"user.created\"")]
    public async Task What_is_signed_but_no_object_is_a_bad_request(string body) =>
        await RefusedAsync(ClerkDelivery.Request(body, ClerkDelivery.NewId()), HttpStatusCode.BadRequest, "malformed_json");

    [Theory]
    [InlineData("""{"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":7,"data":[],"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"session.created","data":{"id":"sess_1"},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"something.else","data":null,"timestamp":"now","instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"user.created","data":null,"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"user.created","data":{"id":null},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"user.created","data":{"id":"user_\u0000"},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"user.updated","data":{"id":"\ud800"},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"user.updated","data":{"\ud800":1,"id":7},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"user.deleted","data":{"deleted":true},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"organization.updated","data":{"name":"Oak"},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"organization.deleted","data":{"id":{}},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"organizationMembership.created","data":{"role":"org:admin"},"instance_id":"ins_tests"}""")]
    [InlineData("""{"type":"organizationMembership.deleted","data":{"organization":{"id":"org_1"},"public_user_data":[]},"instance_id":"ins_tests"}""")]
    public async Task What_cannot_be_made_sense_of_is_let_pass(string body)
    {
        using var response = await app.DeliverAsync(body);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"email_addresses":null,"phone_numbers":null,"updated_at":null}""")]
    [InlineData("""{"email_addresses":{},"phone_numbers":"none","updated_at":"yesterday"}""")]
    [InlineData("""{"email_addresses":[null,7,{"id":null}],"primary_email_address_id":"idn_gone","updated_at":-1}""")]
    [InlineData("""{"email_addresses":[{"id":"idn_1","email_address":"not one","verification":[]}],"primary_email_address_id":"idn_1","updated_at":1e300}""")]
    [InlineData("""{"email_addresses":[{"id":"idn_1","email_address":7}],"primary_email_address_id":"idn_1","updated_at":9223372036854775807}""")]
    [InlineData("""{"first_name":"A\u0000da","last_name":"\ud800","phone_numbers":[{"id":"idn_2","phone_number":"call me"}],"primary_phone_number_id":"idn_2"}""")]
    [InlineData("""{"first_name":{},"last_name":42,"username":null,"public_metadata":{"role":"owner"},"unsafe_metadata":{"role":"owner"}}""")]
    public async Task A_person_is_taken_as_far_as_they_can_be_read(string fields)
    {
        var subject = ClerkDelivery.NewSubject();
        // Put together as text: not everything here can be written again by what has read it.
        var body = ClerkDelivery.Envelope("user.created", "DATA").Replace("\"DATA\"", $"{{\"id\":\"{subject}\",{fields[1..]}", StringComparison.Ordinal);

        using var response = await app.DeliverAsync(body);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(1, await CountAsync(subject));
    }

    private async Task<int> CountAsync(string subject)
    {
        await using var database = await app.Database.OpenConnectionAsync();
        return await database.QuerySingleAsync<int>("SELECT count(*)::int FROM users WHERE subject = @subject", new { subject });
    }

    private async Task RefusedAsync(HttpRequestMessage request, HttpStatusCode status, string code)
    {
        using var anybody = app.AsStranger();
        Assert.Equal(code, (await anybody.SendAsync(request).ReadAsync(status)).Code());
    }

    private async Task AcceptedAsync(HttpRequestMessage request)
    {
        using var anybody = app.AsStranger();
        await anybody.SendAsync(request).ReadAsync(HttpStatusCode.NoContent);
    }
}
