-- Where a platform wants to be told. A removed endpoint stays until its deliveries are cleaned away.
CREATE TABLE endpoint (
    id              uuid PRIMARY KEY,
    platform        uuid        NOT NULL,
    url             text        NOT NULL,
    events          text[]      NOT NULL CHECK (cardinality(events) > 0),
    description     text,
    secret          bytea       NOT NULL CHECK (octet_length(secret) = 32),
    previous_secret bytea,
    previous_until  timestamptz,
    status          text        NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled', 'removed')),
    failing_since   timestamptz,
    created_at      timestamptz NOT NULL,
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);

CREATE INDEX endpoint_platform ON endpoint (platform, id);
CREATE INDEX endpoint_removed ON endpoint (id) WHERE status = 'removed';

-- The bytes that are told, once per event: every attempt signs the same.
CREATE TABLE message (
    event uuid PRIMARY KEY,
    at    timestamptz NOT NULL,
    body  text        NOT NULL
);

-- One event on its way to one endpoint. While it is pending, next_attempt_at is when it is due, the end of the lease
-- while a sender has it, and NULL while it waits for the one before it of the same subject.
CREATE TABLE delivery (
    id              uuid PRIMARY KEY,
    endpoint        uuid        NOT NULL,
    event           uuid        NOT NULL,
    position        bigint      NOT NULL,
    type            text        NOT NULL,
    subject         text        NOT NULL,
    status          text        NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts        int         NOT NULL DEFAULT 0,
    failures        int         NOT NULL DEFAULT 0,
    claimed         boolean     NOT NULL DEFAULT false,
    resent          boolean     NOT NULL DEFAULT false,
    next_attempt_at timestamptz,
    last_status     int,
    last_error      text,
    created_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    UNIQUE (event, endpoint),
    CHECK (status = 'pending' OR (next_attempt_at IS NULL AND NOT claimed)),
    CHECK ((status = 'pending') = (ended_at IS NULL))
);

CREATE INDEX delivery_due ON delivery (endpoint, next_attempt_at, position) WHERE next_attempt_at IS NOT NULL;
-- Who waits for whom. What is sent again was ended before and holds nobody up.
CREATE INDEX delivery_stream ON delivery (endpoint, subject, position) WHERE status = 'pending' AND NOT resent;
CREATE INDEX delivery_list ON delivery (endpoint, id);
CREATE INDEX delivery_undelivered ON delivery (endpoint, status, id) WHERE status <> 'delivered';

CREATE TABLE attempt (
    delivery    uuid        NOT NULL,
    number      int         NOT NULL,
    at          timestamptz NOT NULL,
    duration_ms bigint      NOT NULL,
    status      int,
    error       text,
    response    text,
    PRIMARY KEY (delivery, number)
);
