-- The caller's id of the answer that was handed in last: the same one again hands in nothing new.
ALTER TABLE dispute ADD COLUMN answer uuid;
