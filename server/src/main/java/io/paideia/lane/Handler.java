package io.paideia.lane;

import java.sql.SQLException;
import java.util.List;

/**
 * Decides one kind of command. Called by a lane with all commands of this kind in one batch, on the
 * batch's connection, under the book's lock. It decides in Java, writes as sets, and returns one
 * result per command in their order: a refused command gets a result, it never fails its
 * neighbours.
 *
 * <p>It must be repeatable: after an unexpected error the batch is rolled back and handled again on
 * fresh reads. It keeps nothing in memory except by {@link Batch#afterCommit}. One instance serves
 * one lane thread at a time, but may serve several lanes.
 */
public interface Handler<C, R> {

    List<R> handle(List<C> commands, Batch batch) throws SQLException;
}
