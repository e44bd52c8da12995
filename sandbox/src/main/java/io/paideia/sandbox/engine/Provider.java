package io.paideia.sandbox.engine;

import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.util.Map;

/** One provider: what the engine must know of it, what answers, and what a merchant configures. */
public interface Provider {

    Channel channel();

    /** Every path with what answers there; one that ends with a slash answers for all below it. */
    Map<String, Endpoint> routes(Engine engine);

    /**
     * What a merchant of this sandbox configures, keys and addresses, by the names that Paideia's
     * settings have below {@code paideia.channels.<name>}.
     *
     * @param base where the sandbox listens
     * @param notify where the merchant hears of payments
     */
    Map<String, String> credentials(URI base, URI notify);
}
