-- What our messages to banks order, so that a word of another amount is not taken for an answer.
CREATE TABLE bank_order (
    channel    text        NOT NULL,
    message    text        NOT NULL,
    currency   text        NOT NULL,
    amount     bigint      NOT NULL CHECK (amount > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel, message)
);
