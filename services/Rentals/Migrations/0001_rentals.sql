-- Homes for rent, the websites they are read from, and each reading. Every row belongs to one workspace, and every statement names it.

CREATE TABLE sources (
    id               uuid        PRIMARY KEY,
    workspace_id     uuid        NOT NULL,
    website          text        NOT NULL,                  -- for people and filters: host without www, lower case
    website_url      text        NOT NULL,                  -- where reading begins; or a company's name, until its site is found
    url_key          text        NOT NULL,                  -- website_url without what makes no difference
    scraping_config  jsonb       NOT NULL DEFAULT '{}',
    is_active        boolean     NOT NULL DEFAULT true,
    every_minutes    int         NOT NULL DEFAULT 1440 CHECK (every_minutes BETWEEN 60 AND 43200),
    next_scrape_at   timestamptz,                           -- null: not by itself
    last_scraped_at  timestamptz,                           -- the last reading that went well
    last_error_code  text,                                  -- of the last reading, when it went badly
    suspected_break  boolean     NOT NULL DEFAULT false,    -- no homes where there were some: the old ones are kept
    created_by       uuid,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    UNIQUE (workspace_id, url_key)
);

CREATE INDEX sources_in_order ON sources (workspace_id, created_at, id);
CREATE INDEX sources_by_website ON sources (workspace_id, website);
CREATE INDEX sources_due ON sources (next_scrape_at) WHERE is_active AND next_scrape_at IS NOT NULL;

CREATE TABLE scrapes (
    id             uuid        PRIMARY KEY,
    workspace_id   uuid        NOT NULL,
    source_id      uuid        NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    status         text        NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    requested_by   text        NOT NULL CHECK (requested_by IN ('user', 'schedule', 'voice')),
    user_id        uuid,
    phase          text,
    sequence       int         NOT NULL DEFAULT 0,          -- of the last progress that was taken
    pages_seen     int         NOT NULL DEFAULT 0,
    pages_total    int         NOT NULL DEFAULT 0,
    listings_found int         NOT NULL DEFAULT 0,
    added          int         NOT NULL DEFAULT 0,
    changed        int         NOT NULL DEFAULT 0,
    removed        int         NOT NULL DEFAULT 0,
    method         text,
    cost           numeric     NOT NULL DEFAULT 0,          -- US dollars
    warnings       text[]      NOT NULL DEFAULT '{}',
    error_code     text,
    created_at     timestamptz NOT NULL,
    started_at     timestamptz,
    finished_at    timestamptz
);

-- A source is read once at a time, whoever asks.
CREATE UNIQUE INDEX one_scrape_at_a_time ON scrapes (source_id) WHERE status IN ('queued', 'running');
CREATE INDEX scrapes_in_order ON scrapes (workspace_id, source_id, created_at, id);
CREATE INDEX scrapes_unfinished ON scrapes (created_at) WHERE status IN ('queued', 'running');
CREATE INDEX scrapes_by_end ON scrapes (finished_at) WHERE finished_at IS NOT NULL;

-- What of a result has arrived, until all of it is there and is applied in one go.
CREATE TABLE scrape_chunks (
    scrape_id uuid  NOT NULL REFERENCES scrapes (id) ON DELETE CASCADE,
    chunk     int   NOT NULL,
    is_last   boolean NOT NULL,
    body      jsonb NOT NULL,
    PRIMARY KEY (scrape_id, chunk)
);

CREATE TABLE rentals (
    id               uuid        PRIMARY KEY,
    workspace_id     uuid        NOT NULL,
    source_id        uuid        REFERENCES sources (id) ON DELETE SET NULL,
    source_type      text        NOT NULL CHECK (source_type IN ('scraped', 'manual')),
    identity         text        NOT NULL,                  -- street and unit in one spelling
    variant          int         NOT NULL DEFAULT 0,        -- tells homes of one identity apart: other towns, or several kinds of home under one address
    read_identity    text,                                  -- by the address that its site shows, which a person may have corrected
    website          text,
    url              text,
    property_address text,
    unit             text,
    city             text,
    state            text,
    postal_code      text,
    price            numeric     CHECK (price >= 0),        -- US dollars a month
    price_max        numeric     CHECK (price_max >= price),
    bedrooms         numeric     CHECK (bedrooms >= 0),
    bathrooms        numeric     CHECK (bathrooms >= 0),
    square_feet      int         CHECK (square_feet > 0),
    property_type    text,
    available_date   date,
    availability     text        NOT NULL DEFAULT 'unknown' CHECK (availability IN ('now', 'date', 'waitlist', 'unknown')),
    pets             text,
    description      text,
    amenities        text[]      NOT NULL DEFAULT '{}',
    photos           text[]      NOT NULL DEFAULT '{}',
    evidence         jsonb       NOT NULL DEFAULT '[]',     -- how each field was read
    reading          jsonb,                                 -- what its site said last: an edited field can be handed back to it
    edited_fields    text[]      NOT NULL DEFAULT '{}',     -- fields a person has set: no reading overwrites them
    missing_since    timestamptz,                           -- no longer on its site: kept, not offered
    first_seen_at    timestamptz NOT NULL,
    last_seen_at     timestamptz NOT NULL,
    created_by       uuid,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,                           -- a person does not want to see it again, though its site may show it
    search           tsvector    NOT NULL,                  -- words with the workspace in front, made by SearchWords
    available_from   date        NOT NULL GENERATED ALWAYS AS (
                         CASE availability WHEN 'now' THEN '-infinity'::date WHEN 'date' THEN coalesce(available_date, 'infinity'::date) ELSE 'infinity'::date END) STORED,
    CHECK ((availability = 'date') = (available_date IS NOT NULL))
);

-- The same home is one row, however often and by whatever spelling it is found.
CREATE UNIQUE INDEX one_row_a_home ON rentals (workspace_id, identity, variant);
CREATE INDEX rentals_of_source ON rentals (source_id);
CREATE INDEX rentals_by_words ON rentals USING gin (search) WITH (fastupdate = off);
CREATE INDEX rentals_in_order ON rentals (workspace_id, created_at, id) WHERE deleted_at IS NULL;

-- The orders that lists have. The columns that lists are filtered by are in each: a page is found in the index alone, however few rows
-- pass, and only its own rows are fetched.
CREATE INDEX rentals_newest ON rentals (workspace_id, created_at, id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, website, city) WHERE deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_latest ON rentals (workspace_id, updated_at, id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, website, city) WHERE deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_cheapest ON rentals (workspace_id, coalesce(price, 'Infinity'), id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, website, city) WHERE deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_dearest ON rentals (workspace_id, coalesce(price, -1), id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, website, city) WHERE deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_by_bedrooms ON rentals (workspace_id, coalesce(bedrooms, 'Infinity'), id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, website, city) WHERE deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_soonest ON rentals (workspace_id, available_from, id)
    INCLUDE (price, bedrooms, bathrooms, availability, source_type, website, city) WHERE deleted_at IS NULL AND missing_since IS NULL;

-- Each change of a field, by a reading or by a person.
CREATE TABLE rental_history (
    id           uuid        PRIMARY KEY,
    workspace_id uuid        NOT NULL,
    rental_id    uuid        NOT NULL REFERENCES rentals (id) ON DELETE CASCADE,
    occurred_at  timestamptz NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('added', 'changed', 'gone', 'back', 'deleted', 'restored')),
    scrape_id    uuid,                                      -- by which reading
    user_id      uuid,                                      -- by which person
    changes      jsonb       NOT NULL DEFAULT '[]'          -- [{"field":"price","from":1200,"to":1250}]
);

CREATE INDEX rental_history_in_order ON rental_history (rental_id, occurred_at, id);
CREATE INDEX rental_history_of_people ON rental_history (workspace_id, user_id) WHERE user_id IS NOT NULL;

-- What was answered to a request that may come again, by its Idempotency-Key.
CREATE TABLE idempotent_replies (
    workspace_id uuid        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    reply        jsonb,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

CREATE INDEX idempotent_replies_by_age ON idempotent_replies (created_at);

-- What the workspace's events count, one more with each change.
CREATE TABLE workspace_totals (
    workspace_id uuid   PRIMARY KEY,
    version      bigint NOT NULL DEFAULT 0
);
