-- The viewings of one workspace lie all over the table, nearly each on a page of its own. A list whose filter few rows pass used to
-- fetch every one of them to see that it did not. Everything that lists filter by is in the index now: rows are picked there, and
-- only those of the page are fetched.

-- What is known of a viewing, in one text to look through. A text that is looked for has no blanks at its ends, so the last one does
-- no harm. In lower case once and not with every search: that took most of the time.
ALTER TABLE appointments ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(
    coalesce(property_address || ' ', '') || coalesce(attendee_name || ' ', '') || coalesce(attendee_email || ' ', '')
    || coalesce(attendee_phone, ''))) STORED;

-- The longest address, name and e-mail address together stay under the 2,704 bytes that an entry may have.
CREATE INDEX appointments_listed ON appointments (workspace_id, start_at, id)
    INCLUDE (status, agent_id, calendar_id, booked_by, expires_at, search_text);
DROP INDEX appointments_in_order;

-- The index answers alone only for pages that vacuum has seen since they were written.
ALTER TABLE appointments SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
