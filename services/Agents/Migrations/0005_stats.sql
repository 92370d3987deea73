-- Who has a say about single agents, and the facts that statistics are counted from.

ALTER TABLE agents ADD CONSTRAINT agents_of_workspace UNIQUE (workspace_id, id);

-- Both keys name the workspace: nobody can be put on an agent of a workspace that they are not a member of, and who leaves the
-- workspace leaves its agents.
CREATE TABLE user_agents (
    workspace_id uuid        NOT NULL,
    agent_id     uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    role         text        NOT NULL CHECK (role IN ('owner', 'manager', 'viewer')),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (agent_id, user_id),
    FOREIGN KEY (workspace_id, agent_id) REFERENCES agents (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES memberships (workspace_id, user_id) ON DELETE CASCADE
);

CREATE INDEX user_agents_of_user ON user_agents (workspace_id, user_id);

-- A row for each viewing and each call, with what counting needs and nothing of a person's. They are kept by events, which come more
-- than once and in any order; whatever the order, the rows end up the same. No foreign keys: facts outlive an agent, and one may be
-- heard of first.
CREATE TABLE appointment_facts (
    workspace_id   uuid        NOT NULL,
    appointment_id uuid        NOT NULL,
    agent_id       uuid,
    status         text        NOT NULL,
    start_at       timestamptz NOT NULL,
    booked_at      timestamptz,                            -- null while the event of the booking has yet to come
    cancelled_at   timestamptz,
    revision       int         NOT NULL,                   -- which write of the appointment this is the state of
    told_at        timestamptz NOT NULL,                   -- and when that was
    PRIMARY KEY (workspace_id, appointment_id)
);

CREATE INDEX appointment_facts_live ON appointment_facts (workspace_id, start_at) WHERE status IN ('reserved', 'confirmed');
CREATE INDEX appointment_facts_booked ON appointment_facts (workspace_id, agent_id, booked_at) WHERE booked_at IS NOT NULL;
CREATE INDEX appointment_facts_cancelled ON appointment_facts (workspace_id, agent_id, cancelled_at) WHERE cancelled_at IS NOT NULL;
CREATE INDEX appointment_facts_no_show ON appointment_facts (workspace_id, agent_id, start_at) WHERE status = 'no_show';

CREATE TABLE call_facts (
    workspace_id uuid           NOT NULL,
    call_id      text           NOT NULL,
    agent_id     uuid,
    started_at   timestamptz,                              -- as CallStarted tells it
    ended_at     timestamptz,
    seconds      numeric(12, 3),
    outcome      text,                                     -- as the report tells it
    booked_at    timestamptz,                              -- when a viewing was first booked in it
    -- What the call counts under: the best that is known of when it began. A booking proves that there was a call.
    counted_at   timestamptz    NOT NULL GENERATED ALWAYS AS (coalesce(started_at, booked_at, ended_at)) STORED,
    did_book     boolean        NOT NULL GENERATED ALWAYS AS (booked_at IS NOT NULL OR coalesce(outcome = 'booked', false)) STORED,
    PRIMARY KEY (workspace_id, call_id)
);

CREATE INDEX call_facts_by_time ON call_facts (workspace_id, counted_at) INCLUDE (did_book);
CREATE INDEX call_facts_of_agent ON call_facts (workspace_id, agent_id, counted_at) INCLUDE (did_book, seconds);

-- An index answers alone only for pages that vacuum has seen since they were written.
ALTER TABLE appointment_facts SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE call_facts SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
