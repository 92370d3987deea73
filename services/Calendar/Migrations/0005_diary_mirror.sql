-- What linked diaries hold, as far as it matters for booking: when, and whether it blocks. No titles, no people: those stay with the
-- provider. One mirror for each linked calendar, filled as a whole and then by what has changed since.

CREATE TABLE diary_mirrors (
    calendar_id     uuid        PRIMARY KEY REFERENCES calendars ON DELETE CASCADE,
    connection_id   uuid        NOT NULL REFERENCES connections ON DELETE CASCADE,
    diary_id        text        NOT NULL,                      -- with the connection: what was read; another link makes another mirror
    sync_token      text,                                      -- the provider's delta link or sync token; null asks for the whole
    window_from     timestamptz,                               -- between these the mirror is complete; null while it has never been read
    window_to       timestamptz,
    synced_at       timestamptz,                               -- as of when it is true: the start of the last read that succeeded
    read_began      timestamptz,                               -- the same by the database's clock, which what we write is stamped with, too
    error_code      text,                                      -- why the last read failed; null after one that did not
    failed_attempts int         NOT NULL DEFAULT 0,
    next_sync_at    timestamptz NOT NULL,                      -- the slow poll, a notification, or the next attempt
    requests        bigint      NOT NULL DEFAULT 0,            -- counts notifications: one that comes during a read is not lost
    lease_id        uuid,                                      -- whose read it is; what a read that lost its lease brings is thrown away
    lease_from      timestamptz,                               -- when it was taken
    lease_until     timestamptz                                -- who holds it reads the diary; nobody else does
);

CREATE INDEX diary_mirrors_due ON diary_mirrors (next_sync_at);

CREATE TABLE diary_events (
    calendar_id    uuid        NOT NULL REFERENCES diary_mirrors ON DELETE CASCADE,
    event_id       text        NOT NULL,
    start_at       timestamptz NOT NULL,
    end_at         timestamptz NOT NULL,
    blocks         boolean     NOT NULL,
    appointment_id uuid,                                       -- the viewing that we wrote it for
    PRIMARY KEY (calendar_id, event_id)
);

CREATE INDEX diary_events_in_time ON diary_events (calendar_id, end_at);

-- Channels through which a provider tells that a diary has changed.
CREATE TABLE push_channels (
    id              uuid        PRIMARY KEY,                   -- Google's channel id
    calendar_id     uuid        NOT NULL REFERENCES diary_mirrors ON DELETE CASCADE,
    provider        text        NOT NULL CHECK (provider IN ('microsoft', 'google')),
    subscription_id text,                                      -- Graph's id; null while it is being made
    resource_id     text,                                      -- Google's id of what is watched
    secret_hash     bytea       NOT NULL,                      -- SHA-256 of clientState or channel token
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL
);

CREATE UNIQUE INDEX push_channels_by_subscription ON push_channels (subscription_id) WHERE subscription_id IS NOT NULL;
CREATE INDEX push_channels_of_calendar ON push_channels (calendar_id);

-- One is made at a time, by one replica; one whose making failed stays until its end, and so keeps the next attempt waiting.
CREATE UNIQUE INDEX one_push_channel_in_the_making ON push_channels (calendar_id) WHERE subscription_id IS NULL AND resource_id IS NULL;
