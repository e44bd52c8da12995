package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Amount;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * An authenticated call.
 *
 * @param id the name within the path, empty if it has none
 * @param requestId PayPal-Request-Id, empty if it was not sent
 * @param body JSON; an empty object where none was sent
 */
record Call(String id, String requestId, JsonNode body, Map<String, String> query) {

    private static final Pattern VALUE = Pattern.compile("((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))");
    private static final Set<String> CURRENCIES =
            Set.of(
                    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF",
                    "ILS", "JPY", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB",
                    "TWD", "USD");
    static final Set<String> WHOLE = Set.of("HUF", "JPY", "TWD");

    Optional<String> text(String pointer) {
        return Optional.of(body.at(pointer).asString("")).filter(text -> !text.isEmpty());
    }

    /**
     * An amount that PayPal takes.
     *
     * @param currencyName currency_code, or currency in older interfaces
     */
    Amount amount(String pointer, String currencyName) {
        JsonNode node = body.at(pointer);
        if (node.isMissingNode()) {
            throw new Answer.Refusal(Answer.missing(pointer));
        }
        String currency = node.path(currencyName).asString("");
        String value = node.path("value").asString("");
        if (currency.isEmpty() || value.isEmpty()) {
            throw new Answer.Refusal(
                    Answer.missing(pointer + "/" + (value.isEmpty() ? "value" : currencyName)));
        }
        if (!VALUE.matcher(value).matches() || value.length() > 32) {
            throw new Answer.Refusal(
                    Answer.invalid(
                            pointer + "/value",
                            "INVALID_PARAMETER_SYNTAX",
                            "The value of a field does not conform to the expected format."));
        }
        if (!CURRENCIES.contains(currency)) {
            throw refused(
                    "INVALID_CURRENCY_CODE",
                    "Currency code is invalid or is not currently supported.");
        }
        if (value.contains(".") && WHOLE.contains(currency)) {
            throw refused("DECIMALS_NOT_SUPPORTED", "Currency does not support decimals.");
        }
        Optional<Amount> amount =
                value.startsWith("-") ? Optional.empty() : Amount.parse(value, currency);
        if (amount.isEmpty() && !value.startsWith("-")) {
            throw refused(
                    "DECIMAL_PRECISION",
                    "If the currency supports decimals, only two decimal place precision is"
                            + " supported.");
        }
        return amount.filter(one -> one.minor() > 0)
                .orElseThrow(
                        () -> refused("CANNOT_BE_ZERO_OR_NEGATIVE", "Must be greater than zero."));
    }

    private static Answer.Refusal refused(String issue, String description) {
        return new Answer.Refusal(Answer.refused(issue, description));
    }
}
