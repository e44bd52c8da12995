-- Transfers get a place in their book's order, point back to the entries before them, and are sealed in blocks.
--
-- Numbers of accounts, transfers and blocks are counted per book without gaps; a book's numbers begin at its own
-- number times 2^48, so they are unique over all books. The main book is 0.

CREATE TABLE book (
    number smallint PRIMARY KEY CHECK (number >= 0),
    name   text     NOT NULL UNIQUE
);
INSERT INTO book VALUES (0, 'main');

-- What one call posted. Its root is that of the Merkle tree over its leaves, its hash covers the hash before it.
CREATE TABLE block (
    book          smallint    NOT NULL,
    number        bigint      NOT NULL CHECK (number > 0),
    at            timestamptz NOT NULL,
    last_account  bigint      NOT NULL,
    last_transfer bigint      NOT NULL,
    openings      integer     NOT NULL,
    changes       integer     NOT NULL,
    transfers     integer     NOT NULL,
    refusals      integer     NOT NULL,
    root          bytea       NOT NULL CHECK (length(root) = 32),
    hash          bytea       NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (book, number)
);

ALTER TABLE account ALTER COLUMN number DROP IDENTITY;
ALTER TABLE account RENAME COLUMN limited TO debits_limited;
ALTER TABLE account ADD COLUMN credits_limited boolean NOT NULL DEFAULT false;
ALTER TABLE account ADD COLUMN frozen boolean NOT NULL DEFAULT false;
ALTER TABLE account ADD COLUMN closed boolean NOT NULL DEFAULT false;
-- The number of the newest transfer that touched the account, 0 if none did.
ALTER TABLE account ADD COLUMN last_transfer bigint NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN book smallint NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN block bigint NOT NULL DEFAULT 1;
ALTER TABLE account ALTER COLUMN credits_limited DROP DEFAULT;
ALTER TABLE account ALTER COLUMN book DROP DEFAULT;
ALTER TABLE account ALTER COLUMN block DROP DEFAULT;
ALTER TABLE account DROP CONSTRAINT account_code_currency_key;
ALTER TABLE account ADD UNIQUE (code, currency, book);
ALTER TABLE account DROP CONSTRAINT no_overdraft;
ALTER TABLE account ADD CONSTRAINT no_overdraft
    CHECK (NOT debits_limited OR debits_posted + debits_pending <= credits_posted);
ALTER TABLE account ADD CONSTRAINT no_overfunding
    CHECK (NOT credits_limited OR credits_posted + credits_pending <= debits_posted);
ALTER TABLE account ADD CONSTRAINT closed_is_empty
    CHECK (NOT closed OR (debits_posted = credits_posted AND debits_pending = 0 AND credits_pending = 0));

-- Freezing, thawing and closing, as they came.
CREATE TABLE flag_change (
    book    smallint NOT NULL,
    block   bigint   NOT NULL,
    place   integer  NOT NULL,
    account bigint   NOT NULL,
    frozen  boolean  NOT NULL,
    closed  boolean  NOT NULL,
    PRIMARY KEY (book, block, place)
);

-- What was refused answers the same when it is repeated.
CREATE TABLE refusal (
    id      uuid     PRIMARY KEY,
    content bytea    NOT NULL,
    outcome text     NOT NULL,
    book    smallint NOT NULL,
    block   bigint   NOT NULL,
    place   integer  NOT NULL,
    UNIQUE (book, block, place)
);

-- Pending transfers that will expire. A row goes when its transfer is resolved.
CREATE TABLE due (
    transfer uuid        PRIMARY KEY,
    book     smallint    NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX due_at ON due (book, at);

-- Every 64th entry of an account: where a statement that begins in the past finds its way in.
CREATE TABLE mark (
    account  bigint      NOT NULL,
    at       timestamptz NOT NULL,
    sequence bigint      NOT NULL,
    transfer bigint      NOT NULL,
    PRIMARY KEY (account, at, sequence)
);

DROP VIEW entry;
DROP TRIGGER transfer_is_written_once ON transfer;
ALTER TABLE transfer RENAME TO transfer_before;
ALTER TABLE transfer_before RENAME CONSTRAINT transfer_pkey TO transfer_before_pkey;
DROP INDEX transfer_resolution;

-- One debit, one credit, one amount; written once. Balances are after the transfer, credits minus debits, posted.
-- An account's entries are a chain: each names the transfer that touched the account before it. A B-tree over
-- accounts would take each entry to another page, and cost more than all the rest of an insert.
CREATE TABLE transfer (
    number          bigint      NOT NULL PRIMARY KEY,
    debit           bigint      NOT NULL,
    credit          bigint      NOT NULL CHECK (credit <> debit),
    amount          bigint      NOT NULL CHECK (amount > 0),
    debit_sequence  bigint      NOT NULL,
    credit_sequence bigint      NOT NULL,
    debit_previous  bigint      NOT NULL CHECK (debit_previous < number),
    credit_previous bigint      NOT NULL CHECK (credit_previous < number),
    debit_balance   bigint      NOT NULL,
    credit_balance  bigint      NOT NULL,
    at              timestamptz NOT NULL,
    id              uuid        NOT NULL UNIQUE,
    phase           text        NOT NULL CHECK (phase IN ('single', 'pending', 'post', 'void', 'expire', 'reverse')),
    kind            text        NOT NULL,
    reference       text,
    -- The pending transfer that this one posts, voids or expires, or the posted one that it reverses.
    resolves        uuid        CHECK ((resolves IS NOT NULL) = (phase IN ('post', 'void', 'expire', 'reverse'))),
    -- When a pending transfer expires.
    expires_at      timestamptz CHECK (expires_at IS NULL OR phase = 'pending'),
    -- What a balancing transfer asked for at most, positive if the debit side balances, negative for the credit side.
    asked           bigint      CHECK (abs(asked) >= amount)
);

INSERT INTO transfer
WITH numbered AS (
    SELECT t.*, row_number() OVER (ORDER BY at, ctid) AS number FROM transfer_before t
), entries AS (
    SELECT number, 'd' AS side, debit AS account, debit_sequence AS sequence FROM numbered
    UNION ALL
    SELECT number, 'c', credit, credit_sequence FROM numbered
), chained AS (
    SELECT number, side, lag(number, 1, 0) OVER (PARTITION BY account ORDER BY sequence) AS previous FROM entries
)
SELECT n.number, n.debit, n.credit, n.amount, n.debit_sequence, n.credit_sequence, d.previous, c.previous,
       n.debit_balance, n.credit_balance, n.at, n.id, n.phase, n.kind, n.reference, n.pending_id, NULL, NULL
  FROM numbered n
  JOIN chained d ON d.number = n.number AND d.side = 'd'
  JOIN chained c ON c.number = n.number AND c.side = 'c'
 ORDER BY n.number;

DROP TABLE transfer_before;

-- A transfer is resolved, or reversed, once.
CREATE UNIQUE INDEX transfer_resolution ON transfer (resolves) WHERE resolves IS NOT NULL;

UPDATE account a
   SET last_transfer = e.last
  FROM (SELECT account, max(number) AS last
          FROM (SELECT debit AS account, number FROM transfer UNION ALL SELECT credit, number FROM transfer) AS sides
         GROUP BY account) AS e
 WHERE e.account = a.number;

INSERT INTO mark
SELECT debit, at, debit_sequence, number FROM transfer WHERE debit_sequence % 64 = 0
UNION ALL
SELECT credit, at, credit_sequence, number FROM transfer WHERE credit_sequence % 64 = 0;

-- Nothing is edited and nothing is deleted, whoever asks. Of an account only the balances and flags change.
CREATE TRIGGER transfer_is_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER block_is_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON block
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refusal_is_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON refusal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER flag_change_is_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON flag_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_stays BEFORE DELETE OR TRUNCATE ON account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_keeps_its_name
    BEFORE UPDATE OF number, id, code, currency, debits_limited, credits_limited, opened_at, book, block ON account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Each transfer as the two accounts see it.
CREATE VIEW entry AS
SELECT debit AS account, debit_sequence AS sequence, number, id AS transfer, at, kind, phase, 'debit' AS side, amount,
       debit_balance AS balance, reference, debit_previous AS previous
  FROM transfer
UNION ALL
SELECT credit, credit_sequence, number, id, at, kind, phase, 'credit', amount, credit_balance, reference,
       credit_previous
  FROM transfer;

-- The newest entries of an account, beginning with the transfer of this number, back along their chain. Read it with
-- a LIMIT: it goes back to the first.
CREATE FUNCTION entries_from(of_account bigint, newest bigint) RETURNS SETOF entry LANGUAGE sql STABLE AS $$
    WITH RECURSIVE walk AS (
        SELECT e.* FROM ledger.entry e WHERE e.number = newest AND e.account = of_account
        UNION ALL
        SELECT e.* FROM walk w JOIN ledger.entry e ON e.number = w.previous AND e.account = of_account
    )
    SELECT * FROM walk
$$;

-- Hashing follows RFC 6962: a leaf is SHA-256(0x00 || bytes), an inner node SHA-256(0x01 || left || right), a node
-- without a neighbour rises as it is. Integers are big-endian; a time is microseconds since 1970, UTC; a text is its
-- length in bytes (int4, -1 if null) and its UTF-8; a missing uuid is 16 zero bytes, a missing number or time 0.
CREATE FUNCTION text_bytes(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value IS NULL THEN int4send(-1)
                ELSE int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') END
$$;

CREATE FUNCTION micros(value timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((extract(epoch FROM value) * 1000000)::bigint, 0)
$$;

CREATE FUNCTION uuid_bytes(value uuid) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(uuid_send(value), uuid_send('00000000-0000-0000-0000-000000000000'))
$$;

CREATE FUNCTION leaf(a account) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x00'::bytea || 'a'::bytea || int8send(a.number) || uuid_send(a.id)
                  || int8send(ledger.micros(a.opened_at))
                  || CASE WHEN a.debits_limited THEN '\x01'::bytea ELSE '\x00' END
                  || CASE WHEN a.credits_limited THEN '\x01'::bytea ELSE '\x00' END
                  || ledger.text_bytes(a.currency) || ledger.text_bytes(a.code))
$$;

CREATE FUNCTION leaf(c flag_change) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x00'::bytea || 'f'::bytea || int8send(c.account)
                  || CASE WHEN c.frozen THEN '\x01'::bytea ELSE '\x00' END
                  || CASE WHEN c.closed THEN '\x01'::bytea ELSE '\x00' END)
$$;

CREATE FUNCTION leaf(t transfer) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x00'::bytea || 't'::bytea || int8send(t.number) || int8send(t.debit) || int8send(t.credit)
                  || int8send(t.amount) || int8send(t.debit_sequence) || int8send(t.credit_sequence)
                  || int8send(t.debit_previous) || int8send(t.credit_previous) || int8send(t.debit_balance)
                  || int8send(t.credit_balance) || int8send(ledger.micros(t.at)) || uuid_send(t.id)
                  || ledger.uuid_bytes(t.resolves) || int8send(ledger.micros(t.expires_at))
                  || int8send(coalesce(t.asked, 0)) || ledger.text_bytes(t.phase) || ledger.text_bytes(t.kind)
                  || ledger.text_bytes(t.reference))
$$;

CREATE FUNCTION leaf(r refusal) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x00'::bytea || 'r'::bytea || uuid_send(r.id) || int4send(length(r.content)) || r.content
                  || ledger.text_bytes(r.outcome))
$$;

CREATE FUNCTION root(leaves bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    level bytea[] := leaves;
BEGIN
    WHILE cardinality(level) > 1 LOOP
        SELECT array_agg(CASE WHEN level[i + 1] IS NULL THEN level[i]
                              ELSE sha256('\x01'::bytea || level[i] || level[i + 1]) END ORDER BY i)
          INTO level
          FROM generate_series(1, cardinality(level), 2) AS i;
    END LOOP;
    RETURN coalesce(level[1], sha256(''));
END
$$;

-- The hash of a block is SHA-256(0x02 || the hash before it || book (int2) || number || time || last account
-- || last transfer || the four counts (int4) || root). Before a book's first block stands SHA-256(0x03 || its name).
CREATE FUNCTION beginning(book_name text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x03'::bytea || convert_to(book_name, 'UTF8'))
$$;

CREATE FUNCTION block_hash(b block, before bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x02'::bytea || before || int2send(b.book) || int8send(b.number) || int8send(ledger.micros(b.at))
                  || int8send(b.last_account) || int8send(b.last_transfer) || int4send(b.openings)
                  || int4send(b.changes) || int4send(b.transfers) || int4send(b.refusals) || b.root)
$$;

-- What was posted before there were blocks is sealed in the first.
DO $$
DECLARE
    first ledger.block;
BEGIN
    IF EXISTS (SELECT FROM ledger.account) THEN
        SELECT 0, 1, (SELECT max(opened_at) FROM ledger.account), (SELECT max(number) FROM ledger.account),
               (SELECT count(*) FROM ledger.transfer), (SELECT count(*) FROM ledger.account), 0,
               (SELECT count(*) FROM ledger.transfer), 0,
               ledger.root((SELECT array_agg(ledger.leaf(a) ORDER BY number) FROM ledger.account a)
                    || coalesce((SELECT array_agg(ledger.leaf(t) ORDER BY number) FROM ledger.transfer t), '{}')),
               sha256('')
          INTO first;
        first.at := greatest(first.at, (SELECT max(at) FROM ledger.transfer));
        first.hash := ledger.block_hash(first, ledger.beginning('main'));
        INSERT INTO ledger.block SELECT first.*;
    END IF;
END
$$;
