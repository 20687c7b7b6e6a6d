-- A row a centre adds to its rules binds all its files: those it began are found by the first event of each, those that
-- came from another centre by the move.

CREATE INDEX event_begun ON es.event (organisation_id) WHERE originator_version = 1;
CREATE INDEX event_moved ON es.event (originator_id) WHERE topic = 'pathway.moved';
