-- What Vapi has of us: the workspaces' accounts, the tools in them, and how far each agent's assistant has followed.

CREATE TABLE vapi_accounts (
    workspace_id   uuid        PRIMARY KEY REFERENCES workspaces (id),
    region         text        NOT NULL DEFAULT 'us' CHECK (region IN ('us', 'eu')),
    sealed_api_key bytea       NOT NULL,
    fingerprint    bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),  -- tells accounts apart without opening the key
    public_key     text,
    status         text        NOT NULL DEFAULT 'connected' CHECK (status IN ('connected', 'rejected')),
    error_code     text,
    checked_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);

ALTER TABLE agents DROP CONSTRAINT agents_sync_status_check;
ALTER TABLE agents
    ADD CONSTRAINT agents_sync_status_check CHECK (sync_status IN ('none', 'pending', 'synced', 'drifted', 'failed')),
    ADD COLUMN sync_wanted   bigint      NOT NULL DEFAULT 0,      -- counts changes that Vapi has to hear of
    ADD COLUMN sync_due_at   timestamptz,                         -- when to look at it next; null: never
    ADD COLUMN sync_attempts integer     NOT NULL DEFAULT 0,      -- that failed since the last one that did not
    ADD COLUMN sync_drift    text[]      NOT NULL DEFAULT '{}',   -- fields of the assistant that somebody changed at Vapi
    ADD COLUMN vapi_account  bytea,                               -- fingerprint of the account that the assistant is in
    ADD COLUMN vapi_made     boolean     NOT NULL DEFAULT false,  -- the assistant is of our making, so it goes with the agent
    ADD COLUMN vapi_sent     jsonb       NOT NULL DEFAULT '{}';   -- SHA-256 of each field as it was sent last; never the content

CREATE INDEX agents_due ON agents (sync_due_at) WHERE sync_due_at IS NOT NULL;

-- Tools are the account's, not the workspace's: two workspaces of one account share them.
CREATE TABLE vapi_tools (
    account bytea NOT NULL,
    name    text  NOT NULL,
    tool_id text  NOT NULL,
    sent    bytea NOT NULL,                                       -- SHA-256 of the definition as it was sent last
    PRIMARY KEY (account, name)
);

-- One writer for each account at a time, so that two saves at once cannot both find an assistant missing and make it.
CREATE TABLE vapi_leases (
    account bytea       PRIMARY KEY,
    holder  uuid        NOT NULL,
    until   timestamptz NOT NULL
);

-- Assistants of agents that are gone here and have to go there.
CREATE TABLE vapi_removals (
    id           uuid        PRIMARY KEY,
    workspace_id uuid        NOT NULL REFERENCES workspaces (id),
    account      bytea       NOT NULL,
    resource     text        NOT NULL CHECK (resource IN ('assistant', 'tool', 'file', 'phone-number')),
    vapi_id      text        NOT NULL,
    due_at       timestamptz NOT NULL,
    attempts     integer     NOT NULL DEFAULT 0
);

CREATE INDEX vapi_removals_due ON vapi_removals (due_at);

-- The token that our own assistants present. Unlike other tokens it is kept, sealed: every sync has to write it into the assistant.
ALTER TABLE webhook_secrets ADD COLUMN sealed_token bytea;
CREATE UNIQUE INDEX webhook_secrets_one_for_vapi ON webhook_secrets (workspace_id) WHERE sealed_token IS NOT NULL;

-- The workspace's one query tool over its documents, once it is there.
CREATE TABLE knowledge_base_tools (
    workspace_id uuid  PRIMARY KEY REFERENCES workspaces (id),
    account      bytea NOT NULL,
    tool_id      text  NOT NULL,
    name         text  NOT NULL
);
