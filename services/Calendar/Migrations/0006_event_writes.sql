-- What the provider's diary shall show of an appointment in a linked calendar. The row is written with the appointment itself and says
-- only that the diary has to follow; what it has to show is the appointment as it stands when it is the row's turn. Times of attempts
-- are those of the database's clock, which all replicas share.

CREATE TABLE event_writes (
    appointment_id    uuid        PRIMARY KEY,
    workspace_id      uuid        NOT NULL,
    calendar_id       uuid        NOT NULL,
    revision          int         NOT NULL,                    -- of the appointment that shall be shown
    written_revision  int,                                     -- of the appointment that is shown; null before the first
    sync_status       text        NOT NULL CHECK (sync_status IN ('pending', 'synced', 'failed', 'conflict')),
    connection_id     uuid,                                    -- where the event is
    diary_id          text,
    provider_event_id text,
    provider_link     text,
    generation        int         NOT NULL DEFAULT 0,          -- one more when the event has to be made anew: part of the idempotent key
    tried_from        timestamptz,                             -- an event whose making was never answered stands between these, if anywhere
    tried_to          timestamptz,
    attempts          int         NOT NULL DEFAULT 0,
    next_attempt_at   timestamptz NOT NULL,
    lease_until       timestamptz,                             -- who holds it writes the event; a change meanwhile waits for its turn
    error_code        text,
    written_at        timestamptz                              -- by the database's clock: tells whether a read of the diary has seen it
);

CREATE INDEX event_writes_due ON event_writes (next_attempt_at) WHERE sync_status <> 'synced';
CREATE INDEX event_writes_of_calendar ON event_writes (calendar_id, appointment_id);
