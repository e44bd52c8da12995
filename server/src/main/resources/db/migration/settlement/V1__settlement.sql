-- What a party's pending account holds because of one share of one order, and when it may be released. What is not
-- released yet sums, per party and currency, to the pending account.
CREATE TABLE due (
    order_id uuid   NOT NULL,
    share    int    NOT NULL,
    party    text   NOT NULL,
    currency text   NOT NULL,
    amount   bigint NOT NULL CHECK (amount >= 0),
    due_on   date   NOT NULL,
    released uuid,
    PRIMARY KEY (order_id, share)
) WITH (fillfactor = 80);

CREATE INDEX due_open ON due (party, currency, due_on) WHERE released IS NULL;

CREATE TABLE settlement (
    id         uuid PRIMARY KEY,
    through    date        NOT NULL,
    settled_at timestamptz NOT NULL
);

CREATE TABLE settlement_line (
    settlement uuid   NOT NULL REFERENCES settlement,
    party      text   NOT NULL,
    currency   text   NOT NULL,
    amount     bigint NOT NULL CHECK (amount > 0),
    transfer   uuid   NOT NULL,
    PRIMARY KEY (settlement, party, currency)
);
