-- People, the workspaces they work in, and the voice agents of those workspaces. Every row but a person belongs to one workspace,
-- and every statement names it.

CREATE TABLE users (
    id          uuid        PRIMARY KEY,
    subject     text        NOT NULL UNIQUE,               -- the person at the sign-in provider
    email       text,                                      -- lower case; null until a token or a webhook tells it
    full_name   text,
    name_is_own boolean     NOT NULL DEFAULT false,        -- the person wrote the name here, so a token no longer changes it
    phone       text,                                      -- E.164
    is_verified boolean     NOT NULL DEFAULT false,        -- the provider says that the e-mail address was verified
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

-- A workspace is either a person's own or an organisation's. The unique keys make a flood of first tokens end in one workspace.
CREATE TABLE workspaces (
    id                 uuid        PRIMARY KEY,
    personal_user_id   uuid        UNIQUE REFERENCES users (id),
    organization_id    text        UNIQUE,
    name               text        NOT NULL,
    timezone           text        NOT NULL DEFAULT 'America/New_York',
    locale             text        NOT NULL DEFAULT 'en-US',
    notification_email text,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    CONSTRAINT belongs_to_one CHECK (num_nonnulls(personal_user_id, organization_id) = 1)
);

CREATE TABLE memberships (
    workspace_id      uuid        NOT NULL REFERENCES workspaces (id),
    user_id           uuid        NOT NULL REFERENCES users (id),
    role              text        NOT NULL CHECK (role IN ('owner', 'manager', 'viewer')),
    organization_role text,                                -- what the organisation's claim said last; decides again when it changes
    is_active         boolean     NOT NULL DEFAULT true,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);

CREATE INDEX memberships_in_order ON memberships (workspace_id, created_at, user_id);
CREATE INDEX memberships_of_user ON memberships (user_id);

CREATE TABLE agents (
    id               uuid        PRIMARY KEY,
    workspace_id     uuid        NOT NULL REFERENCES workspaces (id),
    user_id          uuid        NOT NULL REFERENCES users (id),   -- who made it
    agent_name       text        NOT NULL,
    role             text        CHECK (role IN ('inbound', 'outbound')),
    vapi_assistant_id text,
    phone_number     text,                                         -- E.164
    calendar_id      uuid,                                         -- null: the workspace's default diary
    is_active        boolean     NOT NULL DEFAULT true,
    config           jsonb       NOT NULL,
    sync_status      text        NOT NULL DEFAULT 'none' CHECK (sync_status IN ('none', 'pending', 'synced', 'failed')),
    synced_at        timestamptz,
    sync_error_code  text,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);

CREATE INDEX agents_in_order ON agents (workspace_id, created_at, id);
CREATE UNIQUE INDEX agents_one_per_role ON agents (workspace_id, role) WHERE role IS NOT NULL;

-- An assistant or number means one agent within a workspace. Not among all workspaces: whoever named somebody else's assistant first
-- would take it away from them. The workspace comes from the webhook's secret, so another one's claim is never looked at.
CREATE UNIQUE INDEX agents_one_per_assistant ON agents (workspace_id, vapi_assistant_id) WHERE vapi_assistant_id IS NOT NULL;
CREATE UNIQUE INDEX agents_one_per_number ON agents (workspace_id, phone_number) WHERE phone_number IS NOT NULL;

-- A signed webhook names nobody; the keys to try are those of all workspaces that claim its assistant or number.
CREATE INDEX agents_by_assistant ON agents (vapi_assistant_id, created_at) WHERE vapi_assistant_id IS NOT NULL;
CREATE INDEX agents_by_number ON agents (phone_number, created_at) WHERE phone_number IS NOT NULL;

CREATE TABLE webhook_secrets (
    id           uuid        PRIMARY KEY,
    workspace_id uuid        NOT NULL REFERENCES workspaces (id),
    name         text        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('token', 'hmac')),
    sha256       bytea,                                    -- token: all we keep of it
    sealed_key   bytea,                                    -- hmac: needed to check signatures, so encrypted rather than hashed
    created_by   uuid        REFERENCES users (id),        -- null: imported by an operator
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz,                              -- to about five minutes; tokens only
    CONSTRAINT kept_by_kind CHECK (CASE kind WHEN 'token' THEN sealed_key IS NULL AND octet_length(sha256) = 32
                                             ELSE sha256 IS NULL AND sealed_key IS NOT NULL END)
);

CREATE UNIQUE INDEX webhook_secrets_by_sha256 ON webhook_secrets (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX webhook_secrets_in_order ON webhook_secrets (workspace_id, created_at, id);

-- Who changed what. Names of things and fields, never their content, and no personal data.
CREATE TABLE audit_log (
    id           uuid        PRIMARY KEY,
    workspace_id uuid        NOT NULL,
    occurred_at  timestamptz NOT NULL,
    actor_id     uuid,                                     -- the person; null for a service or the sign-in provider
    actor        text        NOT NULL,                     -- user, or the name of the service
    action       text        NOT NULL,
    subject_id   uuid        NOT NULL,
    changed      text[]      NOT NULL DEFAULT '{}'
);

CREATE INDEX audit_log_in_order ON audit_log (workspace_id, occurred_at);

-- Answers to writes that were sent with an Idempotency-Key.
CREATE TABLE idempotent_replies (
    workspace_id uuid        NOT NULL REFERENCES workspaces (id),
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    reply        jsonb,                                    -- null only while the write is under way
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

CREATE INDEX idempotent_replies_by_age ON idempotent_replies (created_at);
