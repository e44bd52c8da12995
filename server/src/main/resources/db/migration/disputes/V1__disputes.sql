-- What buyers' banks demand back, as the providers tell of it.
CREATE TABLE dispute (
    id            uuid PRIMARY KEY,
    channel       text        NOT NULL,
    -- The provider's own id.
    name          text        NOT NULL,
    -- Of the charge, ours.
    reference     text        NOT NULL,
    payment       uuid        NOT NULL,
    order_id      uuid        NOT NULL,
    platform      uuid        NOT NULL,
    person        uuid        NOT NULL,
    status        text        NOT NULL CHECK (status IN ('needs_response', 'under_review', 'won', 'lost')),
    currency      text        NOT NULL,
    amount        bigint      NOT NULL CHECK (amount > 0),
    held          bigint      NOT NULL CHECK (held BETWEEN 0 AND amount),
    reason        text        NOT NULL,
    due_by        timestamptz,
    -- An answer that is being handed in; nobody knows yet whether the provider took it.
    intent        text CHECK (intent IN ('evidence', 'accept')),
    evidence      jsonb       NOT NULL DEFAULT '{}',
    opened_at     timestamptz NOT NULL,
    ended_at      timestamptz,
    next_check_at timestamptz,
    checks        int         NOT NULL DEFAULT 0,
    UNIQUE (channel, name)
) WITH (fillfactor = 80);

CREATE INDEX dispute_platform ON dispute (platform, id);
CREATE INDEX dispute_payment ON dispute (payment);
CREATE INDEX dispute_check ON dispute (next_check_at) WHERE next_check_at IS NOT NULL;
