-- Readings to be done, and what is remembered of pages between readings.

CREATE TABLE jobs (
    scrape_id    uuid        PRIMARY KEY,
    workspace_id uuid        NOT NULL,
    source_id    uuid        NOT NULL,
    host         text        NOT NULL,                      -- one job a host at a time
    request      jsonb       NOT NULL,                      -- the ScrapeRequested event
    attempts     int         NOT NULL DEFAULT 0,            -- times it was begun: a job that kills its worker is given up
    cancelled    boolean     NOT NULL DEFAULT false,
    lease_until  timestamptz,                               -- held by a worker that renews it; anybody's after it
    lease_owner  uuid,
    created_at   timestamptz NOT NULL,
    not_before   timestamptz NOT NULL
);

CREATE INDEX jobs_in_order ON jobs (not_before, created_at);
CREATE UNIQUE INDEX one_job_a_host ON jobs (host) WHERE lease_owner IS NOT NULL;

-- Scrapes whose end was published: what comes late or again about them changes nothing.
CREATE TABLE finished_scrapes (
    scrape_id   uuid        PRIMARY KEY,
    finished_at timestamptz NOT NULL
);

CREATE INDEX finished_scrapes_by_age ON finished_scrapes (finished_at);

-- What a language model has cost a workspace in a month.
CREATE TABLE llm_spending (
    workspace_id uuid    NOT NULL,
    month        date    NOT NULL,
    cost         numeric NOT NULL DEFAULT 0,                -- US dollars
    calls        int     NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, month)
);
