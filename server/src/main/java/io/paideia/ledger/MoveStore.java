package io.paideia.ledger;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The rows of moves as one batch of the book that they come from sees and writes them. Confined to
 * the batch's thread.
 */
interface MoveStore {

    Map<MoveId, Move> find(Collection<MoveId> ids) throws SQLException;

    /**
     * Writes down what was begun.
     *
     * @param aloneMillis for how long whoever began it is left alone with it
     */
    void insert(List<Move> begun, long aloneMillis) throws SQLException;

    /** Writes down how moves ended that were under way. */
    void end(List<Move> ended) throws SQLException;
}
