-- How many homes a workspace offers, as the Rentals service tells by events: for the dashboard. Events may come late and more than once:
-- the one with the highest version counts.
CREATE TABLE rental_totals (
    workspace_id uuid   PRIMARY KEY,
    version      bigint NOT NULL,
    total        int    NOT NULL,
    available    int    NOT NULL,
    sources      int    NOT NULL
);
