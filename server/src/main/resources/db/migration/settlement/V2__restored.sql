-- A share that was shortened and is restored when its refund failed after all falls due as a part of its own: the rest
-- of it may be released already.
ALTER TABLE due ADD COLUMN part int NOT NULL DEFAULT 0;
ALTER TABLE due DROP CONSTRAINT due_pkey, ADD PRIMARY KEY (order_id, share, part);

-- By how much a cause, a refund for example, shortened which parts; taken back as a whole or not at all.
CREATE TABLE shortened (
    cause    uuid   NOT NULL,
    order_id uuid   NOT NULL,
    share    int    NOT NULL,
    part     int    NOT NULL,
    amount   bigint NOT NULL CHECK (amount > 0)
);

CREATE INDEX shortened_cause ON shortened (cause);
