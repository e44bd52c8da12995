-- What a refund took of each share, or a dispute holds of it, transfer by transfer, so that it can be given back to
-- the account it came from.
CREATE TABLE taken (
    cause    uuid   NOT NULL,
    nth      int    NOT NULL,
    share    int    NOT NULL,
    account  text   NOT NULL,
    currency text   NOT NULL,
    amount   bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (cause, nth)
);
