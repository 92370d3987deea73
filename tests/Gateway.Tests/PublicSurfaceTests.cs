using PeteRental.Gateway.Routing;

namespace PeteRental.Gateway.Tests;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void Nothing_internal_is_routed() =>
        Assert.DoesNotContain(PublicSurface.Routes, route => route.Path.StartsWith("/internal", StringComparison.Ordinal) || route.Path.StartsWith("/{**", StringComparison.Ordinal));

    [Fact]
    public void Only_what_authenticates_by_other_means_is_open() => Assert.Equal(
        ["/calendar/auth/callback", "/calendar/setup", "/vapi/webhook", "/viewings/{**rest}", "/webhooks/clerk", "/webhooks/google", "/webhooks/microsoft"],
        PublicSurface.Routes.Where(route => route.Access == Access.Open).Select(route => route.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_route_leads_to_a_known_service() =>
        Assert.All(PublicSurface.Routes, route => Assert.Contains(route.Service, PublicSurface.Services));
}
