-- Accounts at outside providers that people have connected, and the diaries of them that calendars follow.

CREATE TABLE connections (
    id                  uuid        PRIMARY KEY,
    workspace_id        uuid        NOT NULL,
    user_id             uuid        NOT NULL,                  -- whose account it is
    provider            text        NOT NULL CHECK (provider IN ('microsoft', 'google')),
    account_id          text        NOT NULL,                  -- the provider's own id of the account: tenant and object id, or subject
    account_email       text        NOT NULL,                  -- for people; never a key
    scopes              text        NOT NULL,                  -- granted, separated by blanks
    status              text        NOT NULL CHECK (status IN ('connected', 'reconnect_required')),
    sealed_tokens       bytea       NOT NULL,                  -- access and refresh token, sealed for workspace, user and provider
    access_expires_at   timestamptz NOT NULL,
    token_version       int         NOT NULL DEFAULT 1,        -- one more with each store: of two refreshes at once one loses
    refresh_lease_until timestamptz,                           -- who holds it asks the provider for new tokens; nobody else does
    diaries_listed_at   timestamptz,                           -- when the account's diaries were last read; null: never, so nothing is linked yet
    diaries_due_at      timestamptz NOT NULL,                  -- when they are to be read next
    diaries_attempts    int         NOT NULL DEFAULT 0,        -- in vain since the last success
    diaries_error       text,                                  -- why the last attempt failed
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    UNIQUE (workspace_id, user_id, provider, account_id)
);

CREATE INDEX connections_of_account ON connections (provider, account_id);
CREATE INDEX connections_to_list ON connections (diaries_due_at) WHERE status = 'connected';

-- A calendar of ours may be linked to one diary of a connected account: its events are busy time, and viewings are written there. The
-- link says where it leads; provider says whether it is followed ('native' switches it off at once and keeps it).
ALTER TABLE calendars
    ADD COLUMN connection_id     uuid REFERENCES connections,
    ADD COLUMN linked_provider   text CHECK (linked_provider IN ('microsoft', 'google')),
    ADD COLUMN linked_account    text,                         -- account_id of the connection: kept after a disconnect, to find the calendar again
    ADD COLUMN diary_id          text,                         -- the provider's id of the diary; case matters
    ADD COLUMN diary_timezone    text,                         -- IANA zone of the diary: whole days are meant in it
    ADD COLUMN diary_access      text CHECK (diary_access IN ('write', 'read', 'free_busy')),
    ADD CONSTRAINT link_is_whole CHECK (
        num_nulls(linked_provider, linked_account, diary_id, diary_timezone, diary_access) IN (0, 5)
        AND (connection_id IS NULL OR diary_id IS NOT NULL)),
    ADD CONSTRAINT follows_its_own_link CHECK (provider = 'native' OR (provider = linked_provider AND connection_id IS NOT NULL));

CREATE INDEX calendars_of_connection ON calendars (connection_id) WHERE connection_id IS NOT NULL;
CREATE UNIQUE INDEX one_calendar_for_a_diary ON calendars (workspace_id, user_id, linked_provider, linked_account, diary_id)
    WHERE diary_id IS NOT NULL;

-- Grants that were given up here and have yet to be given back to the provider: tokens are kept for that alone, a day at most.
CREATE TABLE departures (
    id                uuid        PRIMARY KEY,
    workspace_id      uuid        NOT NULL,                    -- with user and provider what the tokens are sealed for
    user_id           uuid        NOT NULL,
    provider          text        NOT NULL CHECK (provider IN ('microsoft', 'google')),
    account_key       bytea       NOT NULL,                    -- SHA-256 of account_id: whether the account has been connected again
    sealed_tokens     bytea       NOT NULL,
    access_expires_at timestamptz NOT NULL,
    channels          jsonb       NOT NULL,                    -- push channels to close: [{"channel_id","subscription_id","resource_id","expires_at"}]
    attempts          int         NOT NULL DEFAULT 0,
    next_attempt_at   timestamptz NOT NULL,
    created_at        timestamptz NOT NULL
);

CREATE INDEX departures_due ON departures (next_attempt_at);

-- People whose data were erased: a consent that they had begun before cannot bring a connection of theirs back.
CREATE TABLE erased_people (
    workspace_id uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    erased_at    timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
