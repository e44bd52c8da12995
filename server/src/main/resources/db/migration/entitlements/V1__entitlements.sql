-- What a person may open, wherever it was bought. One row per order line; a renewed membership is a row of its own.
CREATE TABLE entitlement (
    id         uuid PRIMARY KEY,
    person     uuid        NOT NULL,
    product    uuid        NOT NULL,
    order_id   uuid        NOT NULL,
    line       int         NOT NULL,
    kind       text        NOT NULL,
    granted_at timestamptz NOT NULL,
    starts_at  timestamptz,
    until      timestamptz,
    revoked_at timestamptz,
    UNIQUE (order_id, line)
) WITH (fillfactor = 90);

CREATE INDEX entitlement_person ON entitlement (person, product);
