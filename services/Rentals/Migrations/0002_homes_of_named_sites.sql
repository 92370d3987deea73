-- A website that a caller named is nobody's offer. Its homes are in the table with all others, so that they are read, told apart and found
-- in one way; but `rentals` is what the workspace offers, and shows none of them. Who wants them has to name `homes` and the source.

ALTER TABLE sources ADD COLUMN named_by_caller boolean NOT NULL DEFAULT false;

-- Sites of an erased person have no creator either; but somebody asked for them to be read who is no caller.
UPDATE sources SET named_by_caller = true
WHERE created_by IS NULL AND NOT is_active
    AND EXISTS (SELECT FROM scrapes WHERE source_id = sources.id) AND NOT EXISTS (SELECT FROM scrapes WHERE source_id = sources.id AND requested_by <> 'voice');

-- Who has it read by itself has decided that it stays.
ALTER TABLE sources ADD CHECK (NOT (named_by_caller AND is_active));
ALTER TABLE sources ADD UNIQUE (id, named_by_caller);

ALTER TABLE rentals RENAME TO homes;
ALTER TABLE homes ADD COLUMN named_by_caller boolean NOT NULL DEFAULT false;
UPDATE homes SET named_by_caller = true FROM sources WHERE sources.id = homes.source_id AND sources.named_by_caller;

-- A home is of whom its source is, by the database's own hand: no statement can write it otherwise, and a source that is adopted takes its
-- homes along.
ALTER TABLE homes DROP CONSTRAINT rentals_source_id_fkey;
ALTER TABLE homes ADD FOREIGN KEY (source_id, named_by_caller) REFERENCES sources (id, named_by_caller) ON UPDATE CASCADE ON DELETE SET NULL (source_id);

-- What lists, counts, totals and callers see. Columns that are added to `homes` later need the view made anew.
CREATE VIEW rentals AS SELECT * FROM homes WHERE NOT named_by_caller;

-- How rents and bedrooms are spread, as the conditions of lists say them: of partial indexes the planner uses no statistics.
CREATE STATISTICS homes_by_rent ON (coalesce(price, 'Infinity')) FROM homes;
CREATE STATISTICS homes_by_rent_down ON (coalesce(price, -1)) FROM homes;
CREATE STATISTICS homes_by_bedrooms ON (coalesce(bedrooms, 'Infinity')) FROM homes;

-- The orders of lists again: without homes of sites that callers named, however many these are, and with the source, which is what a website means.
DROP INDEX rentals_in_order, rentals_newest, rentals_latest, rentals_cheapest, rentals_dearest, rentals_by_bedrooms, rentals_soonest;
CREATE INDEX rentals_newest ON homes (workspace_id, created_at, id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_latest ON homes (workspace_id, updated_at, id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_cheapest ON homes (workspace_id, coalesce(price, 'Infinity'), id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_dearest ON homes (workspace_id, coalesce(price, -1), id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_by_bedrooms ON homes (workspace_id, coalesce(bedrooms, 'Infinity'), id)
    INCLUDE (price, bedrooms, bathrooms, available_from, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NULL;
CREATE INDEX rentals_soonest ON homes (workspace_id, available_from, id)
    INCLUDE (price, bedrooms, bathrooms, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NULL;

-- Homes that are gone are seldom asked for: one index for all orders.
CREATE INDEX rentals_gone ON homes (workspace_id, created_at, id)
    INCLUDE (updated_at, price, bedrooms, bathrooms, available_from, availability, source_type, source_id, website, city)
    WHERE NOT named_by_caller AND deleted_at IS NULL AND missing_since IS NOT NULL;
