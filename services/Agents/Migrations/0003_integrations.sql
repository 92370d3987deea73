-- The workspace's own accounts at Vapi and Twilio: what is in use, and what was given but could not be checked yet.

ALTER TABLE workspaces
    ADD COLUMN vapi_region         text NOT NULL DEFAULT 'us' CHECK (vapi_region IN ('us', 'eu')),
    ADD COLUMN vapi_public_key     text,                      -- for web calls from a browser; not a secret
    ADD COLUMN twilio_phone_number text;                      -- E.164; the inbound agent's, unless somebody gave it another

-- The public key is the workspace's, also while it has no account.
ALTER TABLE vapi_accounts DROP COLUMN public_key;

CREATE TABLE twilio_accounts (
    workspace_id      uuid        PRIMARY KEY REFERENCES workspaces (id),
    account_sid       text        NOT NULL,
    sealed_auth_token bytea       NOT NULL,
    fingerprint       bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),  -- of sid and token: tells whether it is given again
    is_trial          boolean     NOT NULL,
    status            text        NOT NULL CHECK (status IN ('connected', 'rejected')),
    error_code        text,
    checked_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);

-- Credentials that their provider could not be asked about. They are not in use; what was in use before stays until they turn out to be
-- good. One that turned out not to be leaves the reason behind, and nothing of itself.
CREATE TABLE credential_candidates (
    workspace_id uuid        NOT NULL REFERENCES workspaces (id),
    provider     text        NOT NULL CHECK (provider IN ('vapi', 'twilio')),
    id           uuid        NOT NULL,                        -- of this attempt: another one given meanwhile is another candidate
    sealed       bytea,
    status       text        NOT NULL CHECK (status IN ('checking', 'rejected', 'expired')),
    error_code   text        NOT NULL,
    given_at     timestamptz NOT NULL,
    checked_at   timestamptz NOT NULL,
    due_at       timestamptz,                                 -- when to try it again
    attempts     integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, provider),
    CONSTRAINT kept_while_checking CHECK ((status = 'checking') = (sealed IS NOT NULL) AND (sealed IS NULL) = (due_at IS NULL))
);

CREATE INDEX credential_candidates_due ON credential_candidates (due_at) WHERE due_at IS NOT NULL;

-- Which number leads to which assistant, as we told Vapi last, so that nothing is sent when nothing changed.
CREATE TABLE vapi_phone_numbers (
    workspace_id    uuid        NOT NULL REFERENCES workspaces (id),
    account         bytea       NOT NULL,
    number          text        NOT NULL,
    phone_number_id text,                                     -- null: Vapi does not have it, and nobody could give it to Vapi
    provider        text,                                     -- Vapi wants it named with each change
    assistant_id    text,                                     -- null: released
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, account, number)
);
