package io.paideia.sandbox.http;

import java.io.IOException;

/** What answers on one path. It runs on a virtual thread of its own, so it may block. */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers the exchange, or throws {@link Refused}, which the server turns into a problem
     * document.
     */
    void serve(Exchange exchange) throws IOException;
}
