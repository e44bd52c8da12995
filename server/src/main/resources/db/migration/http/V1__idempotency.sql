-- A caller's key: what was asked under it, the id its resource gets, and the first answer once it is known.
CREATE TABLE idempotency_key (
    tenant     uuid        NOT NULL,
    key        text        NOT NULL,
    request    text        NOT NULL,
    resource   uuid        NOT NULL,
    status     int,
    location   text,
    body       text,
    claimed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, key)
);

CREATE INDEX idempotency_key_age ON idempotency_key (claimed_at);
