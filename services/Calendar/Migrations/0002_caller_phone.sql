-- A viewing may be booked for somebody else: then the contact's number is not the one it was booked from, and whoever booked it asks
-- from their own.

ALTER TABLE appointments ADD COLUMN caller_phone text;

COMMENT ON COLUMN appointments.caller_phone IS
    'E.164 of the line it was booked from, null when it showed none. Personal data like attendee_phone, for finding the viewing again only: never shown, told or logged';

-- Beside appointments_of_caller. Most people book for themselves, and those rows are found there: they cost nothing here.
CREATE INDEX appointments_of_line ON appointments (workspace_id, caller_phone, start_at)
    WHERE caller_phone IS NOT NULL AND caller_phone IS DISTINCT FROM attendee_phone AND status IN ('reserved', 'confirmed');
