-- What providers sent, raw, before anything is done about it.
CREATE TABLE notice (
    id          uuid PRIMARY KEY,
    channel     text        NOT NULL,
    received_at timestamptz NOT NULL,
    headers     jsonb       NOT NULL,
    body        text        NOT NULL,
    verdict     text        NOT NULL CHECK (verdict IN ('genuine', 'refused', 'irrelevant')),
    reason      text,
    reference   text,
    acted_at    timestamptz,
    tries       int         NOT NULL DEFAULT 0
) WITH (fillfactor = 80);

CREATE INDEX notice_unacted ON notice (received_at) WHERE verdict = 'genuine' AND acted_at IS NULL;
CREATE INDEX notice_reference ON notice (channel, reference);
