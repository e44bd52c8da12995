-- The last batch of each writer that was committed. It is written in the batch's own transaction, so it is there if
-- and only if the batch is. A transaction's number does not say that: what had a number and never reached the disk
-- leaves it, after a crash, to another transaction.
CREATE TABLE receipt (
    writer uuid PRIMARY KEY,
    batch  uuid NOT NULL
) WITH (fillfactor = 20);
