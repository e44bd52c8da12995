package io.paideia.lane;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command on its way through a lane, and the promise of its result. */
record Ticket<C, R>(
        Handler<C, R> handler, C command, CompletableFuture<R> answer, long enteredNanos) {

    /** Tells the writer that nothing follows. */
    static final Ticket<?, ?> END =
            new Ticket<Object, Object>((commands, batch) -> List.of(), "end", 0);

    Ticket(Handler<C, R> handler, C command, long enteredNanos) {
        this(handler, command, new CompletableFuture<>(), enteredNanos);
    }

    boolean isEnd() {
        return handler.equals(END.handler);
    }
}
