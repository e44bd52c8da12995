-- Money that is sent out. Its own transfers in the ledger are found by its id as their reference.
CREATE TABLE payout (
    id              uuid PRIMARY KEY,
    -- usr_…, cre_… or plt_…
    party           text        NOT NULL,
    -- Who is told how it ended.
    platform        uuid        NOT NULL,
    status          text        NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    currency        text        NOT NULL,
    amount          bigint      NOT NULL CHECK (amount > 0),
    channel         text        NOT NULL,
    payee           text        NOT NULL,
    payee_name      text,
    details         jsonb       NOT NULL DEFAULT '{}',
    failure_code    text,
    failure_message text,
    retryable       boolean,
    -- What the channel calls it, and what the receiver does to get it.
    handle          text,
    next_action     jsonb,
    -- The channel said once that it has it: from then on it is never sent again.
    taken           boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL,
    -- The channel said that it is done; it may have come back later.
    sent_at         timestamptz,
    ended_at        timestamptz,
    next_check_at   timestamptz,
    checks          int         NOT NULL DEFAULT 0,
    -- Until then one caller alone may ask about it and send it.
    claimed_until   timestamptz,
    CHECK ((status = 'pending') = (ended_at IS NULL)),
    CHECK ((status = 'failed') = (failure_code IS NOT NULL)),
    CHECK (status <> 'succeeded' OR sent_at IS NOT NULL)
) WITH (fillfactor = 80);

CREATE INDEX payout_party ON payout (party, id);
CREATE INDEX payout_check ON payout (next_check_at) WHERE next_check_at IS NOT NULL;
