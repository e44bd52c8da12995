package io.paideia.lane;

import java.util.concurrent.CompletableFuture;

/** A command on its way through a lane, and the promise of its result. */
record Ticket<C, R>(
        Handler<C, R> handler, C command, CompletableFuture<R> answer, long enteredNanos) {

    Ticket(Handler<C, R> handler, C command, long enteredNanos) {
        this(handler, command, new CompletableFuture<>(), enteredNanos);
    }
}
