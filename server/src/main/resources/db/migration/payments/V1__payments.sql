CREATE TABLE payment (
    id              uuid PRIMARY KEY,
    order_id        uuid        NOT NULL UNIQUE,
    platform        uuid        NOT NULL,
    buyer           uuid        NOT NULL,
    status          text        NOT NULL
        CHECK (status IN ('requires_action', 'processing', 'succeeded', 'failed', 'cancelled', 'expired')),
    method          text        NOT NULL,
    currency        text        NOT NULL,
    amount          bigint      NOT NULL CHECK (amount > 0),
    refunded        bigint      NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    failure_code    text,
    failure_message text,
    failure_retryable boolean   NOT NULL DEFAULT false,
    -- What each share of the order still holds after refunds, in the order's sequence.
    remaining       bigint[],
    created_at      timestamptz NOT NULL,
    succeeded_at    timestamptz
) WITH (fillfactor = 80);

CREATE INDEX payment_platform ON payment (platform, id);

CREATE TABLE attempt (
    id            uuid PRIMARY KEY,
    payment_id    uuid        NOT NULL,
    channel       text        NOT NULL,
    method        text        NOT NULL,
    reference     text        NOT NULL,
    status        text        NOT NULL
        CHECK (status IN ('created', 'pending', 'succeeded', 'failed', 'unknown', 'closed')),
    currency      text        NOT NULL,
    amount        bigint      NOT NULL CHECK (amount > 0),
    subject       text        NOT NULL,
    return_url    text,
    action        jsonb,
    trade         text,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    next_check_at timestamptz,
    checks        int         NOT NULL DEFAULT 0,
    UNIQUE (channel, reference)
) WITH (fillfactor = 80);

CREATE INDEX attempt_payment ON attempt (payment_id);
CREATE INDEX attempt_check ON attempt (next_check_at) WHERE next_check_at IS NOT NULL;
-- At most one running attempt per payment: nothing is collected twice at the same time.
CREATE UNIQUE INDEX attempt_running ON attempt (payment_id) WHERE status IN ('created', 'pending', 'unknown');

CREATE TABLE refund (
    id              uuid PRIMARY KEY,
    payment_id      uuid        NOT NULL,
    attempt_id      uuid        NOT NULL,
    source          text        NOT NULL CHECK (source IN ('sale', 'late')),
    status          text        NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    currency        text        NOT NULL,
    amount          bigint      NOT NULL CHECK (amount > 0),
    reason          text        NOT NULL,
    failure_code    text,
    failure_message text,
    created_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    next_check_at   timestamptz,
    checks          int         NOT NULL DEFAULT 0
) WITH (fillfactor = 80);

CREATE INDEX refund_payment ON refund (payment_id);
CREATE INDEX refund_check ON refund (next_check_at) WHERE next_check_at IS NOT NULL;
-- Late money of an attempt goes back once.
CREATE UNIQUE INDEX refund_late ON refund (attempt_id) WHERE source = 'late';

-- What a person must look at.
CREATE TABLE case_file (
    id         uuid PRIMARY KEY,
    opened_at  timestamptz NOT NULL DEFAULT now(),
    kind       text        NOT NULL,
    channel    text        NOT NULL,
    reference  text        NOT NULL,
    detail     text        NOT NULL,
    times      int         NOT NULL DEFAULT 1,
    UNIQUE (kind, channel, reference)
);
