-- The channel is asked to close what it may hold; from then on nothing of it is captured.
ALTER TABLE attempt DROP CONSTRAINT attempt_status_check;
ALTER TABLE attempt ADD CONSTRAINT attempt_status_check
    CHECK (status IN ('created', 'pending', 'succeeded', 'failed', 'unknown', 'closed', 'held', 'capturing', 'closing'));
DROP INDEX attempt_running;
CREATE UNIQUE INDEX attempt_running ON attempt (payment_id)
    WHERE status IN ('created', 'pending', 'unknown', 'held', 'capturing', 'closing');
