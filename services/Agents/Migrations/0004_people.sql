-- What the sign-in provider announces by webhook, and people who asked to be forgotten.

-- Of an erased person the row stays, empty, for what points to it: who made an agent is then nobody in particular.
ALTER TABLE users
    ALTER COLUMN subject DROP NOT NULL,
    ADD COLUMN phone_is_own  boolean NOT NULL DEFAULT false,  -- the person wrote the number here, so the provider's no longer changes it
    ADD COLUMN announced_at  timestamptz,                     -- the provider's time of what it announced last; null: only tokens told of them
    ADD COLUMN registered_at timestamptz,                     -- when they first belonged to a workspace, which is told once
    ADD COLUMN erased_at     timestamptz,
    ADD CONSTRAINT erased_means_empty CHECK (
        CASE WHEN erased_at IS NULL THEN subject IS NOT NULL ELSE num_nonnulls(subject, email, full_name, phone) = 0 END);

UPDATE users SET phone_is_own = phone IS NOT NULL, registered_at = created_at;

-- People who must not come back by a late event or an old token. Ids of the provider are random, so the hash leads to nobody.
CREATE TABLE erased_subjects (
    sha256    bytea       PRIMARY KEY CHECK (octet_length(sha256) = 32),
    erased_at timestamptz NOT NULL
);

-- A closed workspace lets nobody in and answers no calls. An organisation may be deleted before anybody knew it: its row is closed then.
ALTER TABLE workspaces
    ADD COLUMN announced_name text,                           -- what the organisation is called at the provider; decides again when it changes
    ADD COLUMN announced_at   timestamptz,
    ADD COLUMN closed_at      timestamptz;

ALTER TABLE memberships
    ADD COLUMN announced_role text,                           -- what the provider announced last; decides again when it changes
    ADD COLUMN announced_at   timestamptz;

-- Who left an organisation, so that a late event or an old token does not bring them back. Gone when they are let in again.
CREATE TABLE departures (
    organization_id text        NOT NULL,
    subject_sha256  bytea       NOT NULL,
    left_at         timestamptz NOT NULL,                     -- the provider's time
    PRIMARY KEY (organization_id, subject_sha256)
);

CREATE INDEX departures_of_person ON departures (subject_sha256);
