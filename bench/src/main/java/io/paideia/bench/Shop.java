package io.paideia.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buyers and products, made for the occasion. No buyer buys a product twice: who owns it already
 * would be told so before paying. Safe for all threads.
 */
final class Shop {

    private static final int PRODUCTS = 100;
    private static final int AT_ONCE = 8;

    private final List<String> buyers;
    private final List<String> products;
    private final AtomicLong sold = new AtomicLong();

    private Shop(List<String> buyers, List<String> products) {
        this.buyers = buyers;
        this.products = products;
    }

    /** Who buys what. */
    record Purchase(String buyer, String product) {}

    /**
     * Opens a shop with products of one platform.
     *
     * @param buyers at least so many
     * @param hot the share of products that are one creator's; every other has one of its own
     */
    static Shop open(Client platform, int buyers, double hot)
            throws IOException, InterruptedException {
        String run = Long.toHexString(System.nanoTime());
        // With a multiple of the products, every buyer meets every product once, see next().
        int people = (Math.max(1, buyers) + PRODUCTS - 1) / PRODUCTS * PRODUCTS;
        List<String> users =
                make(
                        people,
                        n ->
                                platform.post(
                                        "/v1/users",
                                        "{\"email\":\"buyer-%s-%d@example.com\",\"name\":\"Buyer\"}"
                                                .formatted(run, n)));
        int shared = (int) Math.round(hot * PRODUCTS);
        List<String> creators =
                make(
                        PRODUCTS,
                        n ->
                                platform.post(
                                        "/v1/creators",
                                        "{\"email\":\"creator-%s-%d@example.com\",\"name\":\"Creator\"}"
                                                .formatted(run, n < shared ? 0 : n)));
        List<String> products =
                make(
                        PRODUCTS,
                        n ->
                                platform.post(
                                        "/v1/products",
                                        """
                                        {"kind":"course","title":"Course %d","creator":"%s",
                                         "price":{"amount":9900,"currency":"CNY"}}
                                        """
                                                .formatted(n, creators.get(n))));
        return new Shop(users, products);
    }

    /** The next purchase; throws when everybody has bought everything. */
    Purchase next() {
        long nth = sold.getAndIncrement();
        long round = nth / buyers.size();
        if (round >= PRODUCTS) {
            throw new IllegalStateException("Everything is sold; give more --accounts");
        }
        return new Purchase(
                buyers.get((int) (nth % buyers.size())),
                products.get((int) ((nth + round) % PRODUCTS)));
    }

    @FunctionalInterface
    private interface Making {
        tools.jackson.databind.JsonNode make(int nth) throws IOException;
    }

    /** Ids of what was made, in order. */
    private static List<String> make(int count, Making making) throws InterruptedException {
        List<Future<String>> made = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < count; i++) {
                int nth = i;
                made.add(threads.submit(() -> making.make(nth).path("id").asString()));
            }
            for (Future<String> id : made) {
                ids.add(id.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("The shop could not be opened", e.getCause());
        }
        return ids;
    }
}
