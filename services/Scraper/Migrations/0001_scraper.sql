-- Readings to be done, and what is remembered of pages between readings.

CREATE TABLE jobs (
    scrape_id      uuid        PRIMARY KEY,
    workspace_id   uuid        NOT NULL,
    source_id      uuid        NOT NULL,
    host           text        NOT NULL,                    -- one job a host at a time
    request        jsonb       NOT NULL,                    -- the ScrapeRequested event
    found_url      text,                                    -- the website, when the request only names a company
    priority       smallint    NOT NULL,                    -- 0: somebody waits for it; 1: its time has come
    attempts       int         NOT NULL DEFAULT 0,          -- times it was begun: a job that kills its worker is given up
    cancelled      boolean     NOT NULL DEFAULT false,
    lease_until    timestamptz,                             -- held by a worker that renews it; anybody's after it
    lease_owner    uuid,                                    -- another one each time it is begun
    sequence       int         NOT NULL DEFAULT 0,          -- of the last progress that was told, over all attempts
    pages_seen     int         NOT NULL DEFAULT 0,
    pages_total    int         NOT NULL DEFAULT 0,
    listings_found int         NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT now(),
    not_before     timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX jobs_in_order ON jobs (priority, not_before, created_at);
CREATE UNIQUE INDEX one_job_a_host ON jobs (host) WHERE lease_owner IS NOT NULL;

-- Scrapes whose end was published: what comes late or again about them changes nothing.
CREATE TABLE finished_scrapes (
    scrape_id   uuid        PRIMARY KEY,
    finished_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX finished_scrapes_by_age ON finished_scrapes (finished_at);

-- What pages said, so that one that has not changed is neither sent nor read again.
CREATE TABLE pages (
    source_id     uuid        NOT NULL,
    url_key       text        NOT NULL,
    etag          text,
    last_modified timestamptz,
    reader        uuid        NOT NULL,                     -- the build that read it: another one may read it better
    extraction    bytea       NOT NULL,                     -- JSON, Brotli
    seen_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, url_key)
);

CREATE INDEX pages_by_age ON pages (seen_at);

-- What a language model has cost a workspace in a month. A call is paid for in advance, at the most it may cost, and settled afterwards.
CREATE TABLE llm_spending (
    workspace_id uuid    NOT NULL,
    month        date    NOT NULL,
    cost         numeric NOT NULL DEFAULT 0,                -- US dollars
    calls        int     NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, month)
);
