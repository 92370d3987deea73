-- Telephone calls that reached an agent. What is known of a call comes in several messages, in any order and more than once;
-- a row is always what all of them together say.
CREATE TABLE calls (
    id                 uuid        PRIMARY KEY,
    workspace_id       uuid        NOT NULL,
    call_id            text        NOT NULL,
    agent_id           uuid,
    assistant_id       text,
    type               text,
    -- E.164; null when the call shows no number.
    caller             text,
    dialled            text,
    status             text,
    -- When the call was first heard of: the order of lists. Unlike started_at it never changes.
    begun_at           timestamptz NOT NULL,
    started_at         timestamptz,
    ended_at           timestamptz,
    ended_reason       text,
    duration_seconds   numeric(12, 4),
    -- US dollars.
    cost               numeric(12, 4),
    summary            text,
    transcript         text,
    recording_url      text,
    outcome            text        NOT NULL DEFAULT 'none'
                       CHECK (outcome IN ('booked', 'rescheduled', 'cancelled', 'callback', 'searched', 'none')),
    outcome_at         timestamptz NOT NULL DEFAULT '-infinity',
    has_report         boolean     NOT NULL DEFAULT false,
    -- Each of the two events is published once; the flag is set in the transaction that writes it to the outbox.
    is_start_announced boolean     NOT NULL DEFAULT false,
    is_end_announced   boolean     NOT NULL DEFAULT false,
    -- When retention took summary, transcript and recording away.
    content_removed_at timestamptz,
    UNIQUE (workspace_id, call_id)
);

CREATE INDEX calls_newest_first ON calls (workspace_id, begun_at DESC, id DESC);
CREATE INDEX calls_with_content ON calls (begun_at) WHERE content_removed_at IS NULL;

-- Whether a further outcome takes the place of the one that stands: what was done last to a viewing counts most, then a
-- call-back, then a search. Whatever order they come in, the same one wins.
CREATE FUNCTION outcome_wins(new_outcome text, new_at timestamptz, old_outcome text, old_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN new_outcome IN ('booked', 'rescheduled', 'cancelled')
            THEN old_outcome NOT IN ('booked', 'rescheduled', 'cancelled') OR new_at > old_at
        WHEN new_outcome = 'callback' THEN old_outcome IN ('searched', 'none')
        WHEN new_outcome = 'searched' THEN old_outcome = 'none'
        ELSE false
    END
$$;

-- What the assistant asked of us in a call, and what we answered.
CREATE TABLE tool_calls (
    workspace_id uuid        NOT NULL,
    -- Empty when the message named no call.
    call_id      text        NOT NULL,
    tool_call_id text        NOT NULL,
    name         text        NOT NULL,
    -- As the model wrote them: json, since jsonb refuses some of what is valid JSON.
    arguments    json,
    reply        text,
    is_error     boolean     NOT NULL,
    received_at  timestamptz NOT NULL,
    duration_ms  int         NOT NULL,
    -- Vapi may deliver a tool call again: the row keeps its first time and tells the last answer.
    deliveries   int         NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, call_id, tool_call_id)
);

CREATE INDEX tool_calls_with_content ON tool_calls (received_at) WHERE arguments IS NOT NULL OR reply IS NOT NULL;
