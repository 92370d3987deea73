using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.ServiceDefaults.Tests;

public sealed class IdentitySignerTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(index => (byte)index)];
    private static readonly WorkspaceId Workspace = new(Guid.CreateVersion7());
    private static readonly UserId User = new(Guid.CreateVersion7());
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_member_is_read_back_as_signed()
    {
        var header = Signer().SignMember(Workspace, User, WorkspaceRole.Manager, "user_1");

        var identity = Signer().Verify(header);

        Assert.NotNull(identity);
        Assert.Equal((Workspace.Value, User.Value, WorkspaceRole.Manager, "user_1"), (identity.WorkspaceId, identity.UserId, identity.Role, identity.Subject));
        Assert.False(identity.IsService);
    }

    [Fact]
    public void A_service_acts_without_a_person()
    {
        var identity = Signer().Verify(Signer().SignService(Workspace));

        Assert.NotNull(identity);
        Assert.True(identity.IsService);
        Assert.Equal(Workspace.Value, identity.WorkspaceId);
    }

    [Fact]
    public void It_ends_after_a_minute()
    {
        var header = Signer().SignService(Workspace);

        _clock.Advance(TimeSpan.FromSeconds(66));

        Assert.Null(Signer().Verify(header));
    }

    [Fact]
    public void Another_key_is_not_believed()
    {
        var forged = new IdentitySigner(new byte[32], "gateway", _clock).SignService(Workspace);

        Assert.Null(Signer().Verify(forged));
    }

    [Fact]
    public void A_changed_letter_anywhere_is_not_believed()
    {
        var header = Signer().SignMember(Workspace, User, WorkspaceRole.Viewer, "user_1");

        for (var index = 0; index < header.Length; index++)
        {
            var letter = header[index] == 'A' ? 'B' : 'A';
            var changed = string.Concat(header.AsSpan(0, index), [letter], header.AsSpan(index + 1));
            var identity = Signer().Verify(changed);

            // The last letter of a base64 group carries bits that decode to nothing; the content is then unchanged.
            Assert.True(identity is null || identity == Signer().Verify(header), $"The letter at {index} made no difference to the signature but to the content.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.b")]
    [InlineData("not base64!.not base64!")]
    [InlineData("e30.e30")]
    public void Nonsense_is_not_believed(string header) => Assert.Null(Signer().Verify(header));

    private IdentitySigner Signer() => new(Key, "gateway", _clock);
}
