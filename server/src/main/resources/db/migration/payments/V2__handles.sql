-- What a provider calls the order, and the refund, where our own reference is not enough to name it.
ALTER TABLE attempt ADD COLUMN handle text;
ALTER TABLE refund ADD COLUMN handle text;
-- A dispute may name nothing but the provider's number.
CREATE INDEX attempt_trade ON attempt (channel, trade) WHERE trade IS NOT NULL;
