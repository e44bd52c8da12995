-- What disputes hold of the payment, or took for good; it cannot be refunded a second time.
ALTER TABLE payment ADD COLUMN disputed bigint NOT NULL DEFAULT 0;
ALTER TABLE payment ADD CONSTRAINT payment_disputed CHECK (disputed BETWEEN 0 AND amount);
