-- A book's number stands in all its rows, and its name is what its first block follows: neither changes, whoever asks.
CREATE TRIGGER book_is_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON book
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
