CREATE TABLE placed_order (
    id         uuid PRIMARY KEY,
    platform   uuid        NOT NULL,
    buyer      uuid        NOT NULL,
    status     text        NOT NULL CHECK (status IN ('open', 'paid', 'cancelled', 'expired', 'partially_refunded', 'refunded')),
    currency   text        NOT NULL,
    total      bigint      NOT NULL CHECK (total > 0),
    refunded   bigint      NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND total),
    metadata   jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at    timestamptz
) WITH (fillfactor = 85);

CREATE INDEX placed_order_platform ON placed_order (platform, id);
CREATE INDEX placed_order_buyer ON placed_order (buyer, id);
CREATE INDEX placed_order_open ON placed_order (expires_at) WHERE status = 'open';

-- What was promised: never changed. The shares are fixed here, whatever the terms say later.
CREATE TABLE item (
    order_id         uuid   NOT NULL,
    position         int    NOT NULL,
    product          uuid   NOT NULL,
    kind             text   NOT NULL,
    title            text   NOT NULL,
    quantity         int    NOT NULL CHECK (quantity > 0),
    unit_price       bigint NOT NULL CHECK (unit_price > 0),
    amount           bigint NOT NULL CHECK (amount = unit_price * quantity),
    shares           jsonb  NOT NULL,
    term_days        int,
    duration_minutes int,
    starts_at        timestamptz,
    PRIMARY KEY (order_id, position)
);
