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
