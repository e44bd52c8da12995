-- Refused notices are forgotten sooner than others.
CREATE INDEX notice_refused ON notice (received_at) WHERE verdict = 'refused';
