-- What a workspace's agents may know: its documents, their text in passages that can be searched, and how far Vapi has followed.

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Managers write, and callers ask, in English and Spanish, sometimes in one document. So every passage is indexed in both languages: stop
-- words of either are dropped, accents too (callers' words are transcribed, and transcribers differ), and stems of both are kept.
CREATE TEXT SEARCH DICTIONARY knowledge_english_stop (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY knowledge_spanish_stop (TEMPLATE = simple, STOPWORDS = spanish, ACCEPT = false);

CREATE TEXT SEARCH CONFIGURATION knowledge_english (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION knowledge_english
    ALTER MAPPING FOR asciiword, word, numword, hword, asciihword, numhword, hword_part, hword_asciipart, hword_numpart
    WITH knowledge_english_stop, knowledge_spanish_stop, unaccent, english_stem;

CREATE TEXT SEARCH CONFIGURATION knowledge_spanish (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION knowledge_spanish
    ALTER MAPPING FOR asciiword, word, numword, hword, asciihword, numhword, hword_part, hword_asciipart, hword_numpart
    WITH knowledge_english_stop, knowledge_spanish_stop, unaccent, spanish_stem;

CREATE TABLE knowledge_documents (
    id            uuid        PRIMARY KEY,
    workspace_id  uuid        NOT NULL REFERENCES workspaces (id),
    name          text        NOT NULL,
    content_type  text        NOT NULL,
    bytes         integer     NOT NULL,
    sha256        bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    characters    integer     NOT NULL,                    -- of its text, as far as it was read
    text_cut      boolean     NOT NULL,                    -- its text is longer than what was read
    chunks        integer     NOT NULL,
    created_at    timestamptz NOT NULL,
    status        text        NOT NULL DEFAULT 'stored' CHECK (status IN ('stored', 'processing', 'synced', 'failed')),
    error_code    text,                                    -- why Vapi does not take it
    synced_at     timestamptz,                             -- when Vapi had read it
    vapi_account  bytea,                                   -- fingerprint of the account that it was uploaded to
    vapi_file_id  text,
    uploaded_at   timestamptz,
    embedded_with text,                                    -- the model of its chunks' vectors; null: they have none
    UNIQUE (workspace_id, sha256)
);

CREATE INDEX knowledge_documents_in_order ON knowledge_documents (workspace_id, created_at, id);

-- The original, which Vapi gets. Apart, so that nothing else ever reads past it.
CREATE TABLE knowledge_files (
    document_id uuid  PRIMARY KEY REFERENCES knowledge_documents (id) ON DELETE CASCADE,
    content     bytea NOT NULL
);

ALTER TABLE knowledge_files ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE knowledge_chunks (
    id           uuid     PRIMARY KEY,
    workspace_id uuid     NOT NULL,
    document_id  uuid     NOT NULL REFERENCES knowledge_documents (id) ON DELETE CASCADE,
    ordinal      integer  NOT NULL,
    content      text     NOT NULL,
    embedding    real[],                                   -- of length 1
    -- Postgres' parser would take "cats/dogs" for a path and "pets.Parking" for a host, and keep them whole.
    words        tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('knowledge_english', translate(content, '/\.:;@_#&%$*+=()[]{}<>|"''', repeat(' ', 25)))
        || to_tsvector('knowledge_spanish', translate(content, '/\.:;@_#&%$*+=()[]{}<>|"''', repeat(' ', 25)))) STORED,
    UNIQUE (document_id, ordinal)
);

ALTER TABLE knowledge_chunks ALTER COLUMN embedding SET STORAGE EXTERNAL;

-- The workspace leads, so that a common word of 20,000 workspaces costs no more than one of our own. No pending list: documents change
-- rarely, and a caller must not wait for it to be gone through.
CREATE INDEX knowledge_chunks_by_word ON knowledge_chunks USING gin (workspace_id, words) WITH (fastupdate = off);

-- How far Vapi has followed a workspace's documents.
CREATE TABLE knowledge_bases (
    workspace_id uuid        PRIMARY KEY REFERENCES workspaces (id),
    wanted       bigint      NOT NULL DEFAULT 0,           -- counts changes that Vapi has to hear of
    settled      bigint      NOT NULL DEFAULT 0,           -- the last of them that it has heard of
    due_at       timestamptz,                              -- when to look at it next; null: nothing to do
    attempts     integer     NOT NULL DEFAULT 0,           -- that failed since the last one that did not
    error_code   text,
    account      bytea,                                    -- the account that has followed
    announced    bytea                                     -- what was announced last: SHA-256 of the tool's definition
);

CREATE INDEX knowledge_bases_due ON knowledge_bases (due_at) WHERE due_at IS NOT NULL;

ALTER TABLE knowledge_base_tools ADD COLUMN sent bytea NOT NULL;  -- SHA-256 of the definition as it was sent last

-- At Vapi, but not wanted there any more. A file goes once the tool no longer names it, a tool once no assistant names it.
CREATE TABLE knowledge_retired (
    id           uuid        PRIMARY KEY,
    workspace_id uuid        NOT NULL REFERENCES workspaces (id),
    account      bytea       NOT NULL,
    resource     text        NOT NULL CHECK (resource IN ('file', 'tool')),
    vapi_id      text        NOT NULL,
    retired_at   timestamptz NOT NULL
);

CREATE INDEX knowledge_retired_of_workspace ON knowledge_retired (workspace_id);
