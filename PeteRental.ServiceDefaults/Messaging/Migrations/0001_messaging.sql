-- Events that wait for the broker. A row is written in the transaction of the fact it tells of, and deleted once the broker
-- has confirmed it. Ids are UUIDv7, so the primary key is also the order of publishing.
CREATE TABLE outbox (
    id              uuid        PRIMARY KEY,
    type            text        NOT NULL,
    payload         jsonb       NOT NULL,
    traceparent     text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    attempts        int         NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- The queue empties all the time: let vacuum follow closely, or reading its head would wade through dead rows.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Messages whose effect is in this database. Written in the transaction of the effect, so a repeat changes nothing.
CREATE TABLE inbox (
    consumer    text        NOT NULL,
    message_id  uuid        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
);

CREATE INDEX inbox_by_age ON inbox (received_at);
