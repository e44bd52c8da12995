package io.paideia.webhooks;

import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * What an endpoint's deliveries are signed with. It writes itself nowhere: only {@link #reveal}
 * shows it, when it is made.
 */
final class Secret {

    private static final int LENGTH_BYTES = 32;

    private final byte[] key;

    private Secret(byte[] key) {
        this.key = key;
    }

    /** A new one; the generator must be a secure one. */
    static Secret random(RandomGenerator random) {
        byte[] key = new byte[LENGTH_BYTES];
        random.nextBytes(key);
        return new Secret(key);
    }

    static Secret of(byte[] key) {
        return new Secret(key.clone());
    }

    byte[] key() {
        return key.clone();
    }

    /** In the form of Standard Webhooks. */
    String reveal() {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    @Override
    public String toString() {
        return "whsec_(hidden)";
    }
}
