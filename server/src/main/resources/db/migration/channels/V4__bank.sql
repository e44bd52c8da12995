-- Codes and virtual accounts that were given out, each for one charge.
CREATE TABLE bank_expected (
    channel    text        NOT NULL,
    code       text        NOT NULL,
    reference  text        NOT NULL,
    currency   text        NOT NULL,
    amount     bigint      NOT NULL CHECK (amount > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel, code),
    UNIQUE (channel, reference)
);

-- Money that arrived at bank accounts, each entry once, whether it pays something or not.
CREATE TABLE bank_credit (
    channel       text        NOT NULL,
    entry_key     text        NOT NULL,
    seen_at       timestamptz NOT NULL DEFAULT now(),
    currency      text        NOT NULL,
    amount        bigint      NOT NULL CHECK (amount > 0),
    verdict       text        NOT NULL
        CHECK (verdict IN ('paid', 'underpaid', 'overpaid', 'wrong_currency', 'unknown_code',
                           'ambiguous_code', 'paid_twice')),
    reference     text,
    payer         text,
    payer_account text,
    payer_bic     text,
    remittance    text        NOT NULL,
    PRIMARY KEY (channel, entry_key)
);

-- One credit pays a charge; another one that names it is somebody's money.
CREATE UNIQUE INDEX bank_credit_paid ON bank_credit (channel, reference) WHERE verdict = 'paid';
