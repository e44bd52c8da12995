-- Balances stand in no index and pages keep room, so that their updates stay within the page (HOT).
CREATE TABLE account (
    number          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              uuid        NOT NULL UNIQUE,
    code            text        NOT NULL,
    currency        text        NOT NULL,
    limited         boolean     NOT NULL,
    debits_posted   bigint      NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted  bigint      NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_pending  bigint      NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending bigint      NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    sequence        bigint      NOT NULL DEFAULT 0,
    opened_at       timestamptz NOT NULL,
    UNIQUE (code, currency),
    CONSTRAINT no_overdraft CHECK (NOT limited OR debits_posted + debits_pending <= credits_posted)
) WITH (fillfactor = 50);

-- One debit, one credit, one amount; written once. Balances are after the transfer, credits minus debits, posted.
CREATE TABLE transfer (
    id              uuid PRIMARY KEY,
    at              timestamptz NOT NULL,
    kind            text        NOT NULL,
    phase           text        NOT NULL CHECK (phase IN ('single', 'pending', 'post', 'void')),
    debit           bigint      NOT NULL,
    credit          bigint      NOT NULL CHECK (credit <> debit),
    amount          bigint      NOT NULL CHECK (amount > 0),
    pending_id      uuid        CHECK ((pending_id IS NOT NULL) = (phase IN ('post', 'void'))),
    reference       text,
    debit_sequence  bigint      NOT NULL,
    credit_sequence bigint      NOT NULL,
    debit_balance   bigint      NOT NULL,
    credit_balance  bigint      NOT NULL
);

CREATE UNIQUE INDEX transfer_debit ON transfer (debit, debit_sequence);
CREATE UNIQUE INDEX transfer_credit ON transfer (credit, credit_sequence);
-- A pending transfer is resolved once.
CREATE UNIQUE INDEX transfer_resolution ON transfer (pending_id) WHERE pending_id IS NOT NULL;

-- Nothing is edited and nothing is deleted, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'transfers are never edited or deleted: reverse them';
END
$$;

CREATE TRIGGER transfer_is_written_once
    BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Each transfer as the two accounts see it.
CREATE VIEW entry AS
SELECT debit AS account, debit_sequence AS sequence, id AS transfer, at, kind, phase, 'debit' AS side, amount,
       debit_balance AS balance, reference
  FROM transfer
UNION ALL
SELECT credit, credit_sequence, id, at, kind, phase, 'credit', amount, credit_balance, reference
  FROM transfer;
