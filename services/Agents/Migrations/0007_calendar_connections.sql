-- Accounts at outside calendars that people of a workspace have connected, as the Calendar service tells by events: for the dashboard.
-- Nothing of a person's is kept. Events may come late and more than once: the one that happened last counts, also after a disconnect,
-- which is why its row stays.
CREATE TABLE calendar_connections (
    workspace_id  uuid        NOT NULL,
    connection_id uuid        NOT NULL,
    provider      text        NOT NULL,
    status        text        NOT NULL CHECK (status IN ('connected', 'reconnect_required', 'disconnected')),
    told_at       timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, connection_id)
);
