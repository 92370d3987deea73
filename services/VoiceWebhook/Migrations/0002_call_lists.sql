-- The calls of one workspace lie all over the table. What lists filter by is in the index now, so that a filter few calls pass does
-- not fetch all the others to see that they do not.
CREATE INDEX calls_listed ON calls (workspace_id, begun_at DESC, id DESC) INCLUDE (outcome, agent_id);
DROP INDEX calls_newest_first;

-- The index answers alone only for pages that vacuum has seen since they were written.
ALTER TABLE calls SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
