-- A move takes money from one book to another: half of it in each, through clearing accounts. Its row is written by
-- the lane of the book that it comes from, in the transactions of that half.
CREATE TABLE move (
    id            uuid        PRIMARY KEY,
    from_book     smallint    NOT NULL,
    from_code     text        NOT NULL,
    from_currency text        NOT NULL,
    to_book       smallint    NOT NULL,
    to_code       text        NOT NULL,
    to_currency   text        NOT NULL,
    currency      text        NOT NULL,
    amount        bigint      NOT NULL,
    kind          text        NOT NULL,
    state         text        NOT NULL,
    -- Why it was refused, and by which of the two books.
    refusal       text,
    refused_by    smallint,
    begun_at      timestamptz NOT NULL,
    ended_at      timestamptz,
    -- Until then whoever took it in hand is left alone with it.
    again_at      timestamptz NOT NULL,
    CONSTRAINT move_changes_the_book CHECK (to_book <> from_book),
    CONSTRAINT move_of_something CHECK (amount > 0),
    CONSTRAINT move_state_is_known CHECK (state IN ('under_way', 'moved', 'refused')),
    CONSTRAINT move_refused_for_a_reason CHECK ((refusal IS NOT NULL) = (state = 'refused')),
    CONSTRAINT move_refused_by_a_book CHECK ((refused_by IS NOT NULL) = (state = 'refused')),
    CONSTRAINT move_refused_by_its_books CHECK (refused_by IN (from_book, to_book)),
    CONSTRAINT move_ended_some_time CHECK ((ended_at IS NULL) = (state = 'under_way'))
);

CREATE INDEX move_under_way ON move (again_at) WHERE state = 'under_way';

-- What a move says stays, and how it ended stays.
CREATE TRIGGER move_stays BEFORE DELETE OR TRUNCATE ON move
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER move_keeps_what_it_says
    BEFORE UPDATE OF id, from_book, from_code, from_currency, to_book, to_code, to_currency, currency, amount, kind,
                     begun_at ON move
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER move_ends_once BEFORE UPDATE ON move
    FOR EACH ROW WHEN (OLD.state <> 'under_way') EXECUTE FUNCTION refuse_change();
