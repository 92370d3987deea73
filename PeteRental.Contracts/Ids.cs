namespace PeteRental.Contracts;

/// <summary>The tenant: everything a manager owns belongs to exactly one workspace.</summary>
public readonly record struct WorkspaceId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>A person with a sign-in, as the Agents service knows them.</summary>
public readonly record struct UserId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>An AI voice agent of a workspace, bound to one Vapi assistant.</summary>
public readonly record struct AgentId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>One bookable diary of a workspace.</summary>
public readonly record struct CalendarId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>A viewing (or a hold on one) in a calendar.</summary>
public readonly record struct AppointmentId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>A home that a workspace offers for rent.</summary>
public readonly record struct RentalId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>A website that rentals are read from.</summary>
public readonly record struct SourceId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>One reading of a source, from being asked for to its end.</summary>
public readonly record struct ScrapeId(Guid Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
