-- Whose totals are counted anew, from their rows. Filled, read and emptied in one transaction, so nobody else sees a row in it.
CREATE TABLE recounted_session (
    id BIGINT PRIMARY KEY
);
