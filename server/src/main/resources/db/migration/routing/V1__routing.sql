-- How a platform wants its payments routed; a platform without a row has the server's defaults.
CREATE TABLE policy (
    platform    uuid PRIMARY KEY,
    strategy    text NOT NULL CHECK (strategy IN ('success_per_fee', 'expected_value', 'weights', 'fixed')),
    -- Of 10,000 decisions, so many try somebody who is not the best.
    exploration int  NOT NULL CHECK (exploration BETWEEN 0 AND 5000),
    -- What it agreed with the channels, a list; an empty one means every channel at the server's default fees.
    contracts   jsonb NOT NULL
);

-- How often it went well lately: sums that fade with time, as of `at`.
CREATE TABLE rate (
    channel   text             NOT NULL,
    method    text             NOT NULL,
    currency  text             NOT NULL,
    band      int              NOT NULL CHECK (band BETWEEN 0 AND 6),
    successes double precision NOT NULL CHECK (successes >= 0),
    tries     double precision NOT NULL CHECK (tries >= successes),
    at        timestamptz      NOT NULL,
    PRIMARY KEY (channel, method, currency, band)
) WITH (fillfactor = 50);

-- Every decision with its reason. One decision may lead to several attempts, one after the other.
CREATE TABLE decision (
    id         uuid PRIMARY KEY,
    attempt    uuid        NOT NULL UNIQUE,
    platform   uuid        NOT NULL,
    at         timestamptz NOT NULL,
    asked      text        NOT NULL,
    currency   text        NOT NULL,
    amount     bigint      NOT NULL,
    strategy   text        NOT NULL,
    explored   boolean     NOT NULL,
    channel    text        NOT NULL,
    method     text        NOT NULL,
    reason     text        NOT NULL,
    candidates jsonb       NOT NULL
);
CREATE INDEX decision_platform ON decision (platform, id);
