package io.paideia.payouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the money goes. Immutable.
 *
 * @param payee the provider's name of the receiver: an id, an e-mail address, an account
 * @param payeeName the receiver's real name, where the provider compares it
 * @param details what one provider alone wants, by its own names
 */
record Destination(
        String channel, String payee, @Nullable String payeeName, Map<String, String> details) {

    private static final int SHOWN = 4;

    Destination {
        details = Map.copyOf(details);
    }

    /** A destination as it is shown: enough to recognise one's own, too little to use. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(String channel, String payee) {}

    View view() {
        return new View(channel, masked());
    }

    private String masked() {
        int at = payee.indexOf('@');
        if (at > 0) {
            return payee.substring(0, payee.offsetByCodePoints(0, 1)) + "***" + payee.substring(at);
        }
        return payee.length() < 3 * SHOWN
                ? "****"
                : "****" + payee.substring(payee.length() - SHOWN);
    }

    /** Without the receiver. */
    @Override
    public String toString() {
        return "Destination[" + channel + "]";
    }
}
