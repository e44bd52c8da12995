-- Money that a channel holds first and takes later, or only a part of it.
ALTER TABLE attempt ADD COLUMN taking text NOT NULL DEFAULT 'at_once' CHECK (taking IN ('at_once', 'on_capture'));
-- The one capture that was called for: its id, and how much of the amount it takes.
ALTER TABLE attempt ADD COLUMN capture uuid;
ALTER TABLE attempt ADD COLUMN capture_amount bigint;
ALTER TABLE attempt ADD CONSTRAINT attempt_capture
    CHECK ((capture IS NULL) = (capture_amount IS NULL) AND (capture_amount IS NULL OR capture_amount BETWEEN 1 AND amount));
ALTER TABLE attempt DROP CONSTRAINT attempt_status_check;
ALTER TABLE attempt ADD CONSTRAINT attempt_status_check
    CHECK (status IN ('created', 'pending', 'succeeded', 'failed', 'unknown', 'closed', 'held', 'capturing'));
DROP INDEX attempt_running;
CREATE UNIQUE INDEX attempt_running ON attempt (payment_id)
    WHERE status IN ('created', 'pending', 'unknown', 'held', 'capturing');
