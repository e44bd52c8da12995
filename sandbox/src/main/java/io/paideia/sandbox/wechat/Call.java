package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Amount;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A merchant's call whose signature is good.
 *
 * @param name the variable part of the path, empty if it has none
 * @param serial which of our keys the merchant knows
 */
record Call(String path, String name, Map<String, String> query, JsonNode body, String serial) {

    String required(String pointer) {
        return text(pointer).orElseThrow(() -> missing(pointer));
    }

    /** A text of the body, by its JSON pointer; blank ones count as absent. */
    Optional<String> text(String pointer) {
        JsonNode value = body.at(pointer);
        return value.isString() && !value.asString().isBlank()
                ? Optional.of(value.asString())
                : Optional.empty();
    }

    long requiredLong(String pointer) {
        JsonNode value = body.at(pointer);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw missing(pointer);
        }
        return value.asLong();
    }

    /** Positive fen. */
    Amount amount(String pointer) {
        long minor = requiredLong(pointer);
        if (minor < 1 || minor > 100_000_000_000L) {
            throw Answer.Rejected.parameter(pointer + " is at least 1 fen");
        }
        return new Amount(minor, "CNY");
    }

    @Nullable URI address(String pointer) {
        Optional<String> text = text(pointer);
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI address = new URI(text.get());
            if (address.getHost() != null && address.getRawQuery() == null) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw Answer.Rejected.parameter(pointer + " is not an address");
        }
        throw Answer.Rejected.parameter(pointer + " is not an address, or has a query");
    }

    private static Answer.Rejected missing(String pointer) {
        return Answer.Rejected.parameter("输入源“" + pointer + "”映射到值字段，必填或类型错误");
    }
}
