-- Calendars, the viewings in them, and what was answered to whom. Every row belongs to one workspace, and every statement names it.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE calendars (
    id               uuid        PRIMARY KEY,
    workspace_id     uuid        NOT NULL,
    user_id          uuid,                                  -- the owner; null while nobody owns it
    provider         text        NOT NULL CHECK (provider IN ('native', 'microsoft', 'google')),
    name             text        NOT NULL,
    is_default       boolean     NOT NULL,
    settings         jsonb       NOT NULL,
    settings_version int         NOT NULL DEFAULT 1,        -- one more with each change: tells a copy in memory that it is stale
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);

CREATE INDEX calendars_of_workspace ON calendars (workspace_id, created_at, id);

-- The default calendar is made when it is first needed, by whoever comes first.
CREATE UNIQUE INDEX one_default_calendar ON calendars (workspace_id) WHERE is_default;

CREATE TABLE appointments (
    id               uuid        PRIMARY KEY,
    workspace_id     uuid        NOT NULL,
    -- No foreign key: calendars are not deleted, and its share lock on one row would make bookings of a busy calendar queue up.
    calendar_id      uuid        NOT NULL,
    user_id          uuid,                                  -- owner of the calendar when it was booked
    agent_id         uuid,                                  -- the voice agent that took it
    booked_by        uuid,                                  -- the member who booked it
    call_id          text,                                  -- the phone call it was booked in
    source           text        NOT NULL CHECK (source IN ('voice', 'api')),
    status           text        NOT NULL CHECK (status IN ('held', 'reserved', 'confirmed', 'cancelled', 'completed', 'no_show')),
    start_at         timestamptz NOT NULL,
    end_at           timestamptz NOT NULL,
    blocked          tstzrange   NOT NULL,                  -- the viewing with the buffers of its own booking
    property_address text,
    property_key     text        NOT NULL,                  -- the address without case and punctuation
    attendee_name    text,
    attendee_email   text,
    attendee_phone   text,                                  -- E.164
    notes            text,
    sequence         int         NOT NULL DEFAULT 0,        -- one more with each reschedule, as in iCalendar
    revision         int         NOT NULL DEFAULT 0,        -- one more with each write
    expires_at       timestamptz,                           -- until when a hold holds
    cancel_reason    text,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    CONSTRAINT ends_after_it_starts CHECK (start_at < end_at),
    CONSTRAINT blocks_at_least_itself CHECK (blocked @> tstzrange(start_at, end_at)),
    CONSTRAINT only_holds_expire CHECK ((status = 'held') = (expires_at IS NOT NULL)),
    CONSTRAINT says_who_and_where CHECK (status IN ('held', 'cancelled') OR (property_address IS NOT NULL AND attendee_name IS NOT NULL)),
    -- The one rule that nobody can get around: what is taken is taken once.
    CONSTRAINT no_two_at_once EXCLUDE USING gist (calendar_id WITH =, blocked WITH &&) WHERE (status IN ('held', 'reserved', 'confirmed'))
);

-- A model that issues the same booking again under a new tool call id gets the same viewing.
CREATE UNIQUE INDEX once_per_call ON appointments (workspace_id, call_id, property_key, start_at)
    WHERE call_id IS NOT NULL AND status IN ('reserved', 'confirmed');

CREATE INDEX appointments_in_order ON appointments (workspace_id, start_at, id);

CREATE INDEX appointments_of_caller ON appointments (workspace_id, attendee_phone, start_at)
    WHERE attendee_phone IS NOT NULL AND status IN ('reserved', 'confirmed');

CREATE INDEX holds_by_expiry ON appointments (expires_at) WHERE status = 'held';

-- Who did what and when, written with the change itself. Without a foreign key: it outlives a hold that ran out.
CREATE TABLE appointment_history (
    id             uuid        PRIMARY KEY,
    workspace_id   uuid        NOT NULL,
    appointment_id uuid        NOT NULL,
    at             timestamptz NOT NULL,
    action         text        NOT NULL,
    actor          text        NOT NULL CHECK (actor IN ('caller', 'manager', 'provider')),
    actor_user_id  uuid,
    call_id        text,
    before         jsonb,
    after          jsonb       NOT NULL
);

CREATE INDEX appointment_history_in_order ON appointment_history (workspace_id, appointment_id, at, id);

-- What was answered to a request that may come again: by call and tool call for voice, by Idempotency-Key for REST.
CREATE TABLE replies (
    workspace_id uuid        NOT NULL,
    scope        text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea,                                     -- tells a repeated request from another one under the same key
    body         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, scope, key)
);

CREATE INDEX replies_by_age ON replies (created_at);
