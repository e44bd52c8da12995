package io.paideia.sandbox.stripe;

import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A call that fails, as Stripe says it. Source: docs.stripe.com/api/errors. */
final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient ObjectNode error;

    private ApiError(int status, String type, String code, String message) {
        super(message);
        this.status = status;
        this.error = JsonNodeFactory.instance.objectNode();
        error.put("type", type);
        if (!code.isEmpty()) {
            error.put("code", code);
            error.put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", message);
    }

    static ApiError of(int status, String type, String code, String message) {
        return new ApiError(status, type, code, message);
    }

    static ApiError invalid(String code, String message, String parameter) {
        return new ApiError(400, "invalid_request_error", code, message)
                .with(error -> error.put("param", parameter));
    }

    static ApiError invalid(String code, String message) {
        return new ApiError(400, "invalid_request_error", code, message);
    }

    static ApiError missing(String kind, String id) {
        return new ApiError(
                        404,
                        "invalid_request_error",
                        "resource_missing",
                        "No such " + kind + ": '" + id + "'")
                .with(error -> error.put("param", kind.equals("payment_intent") ? "intent" : "id"));
    }

    /** The bank, or Stripe for it, refused the card. */
    static ApiError card(TestCards.Decline decline) {
        return new ApiError(402, "card_error", decline.code(), decline.message())
                .with(
                        error -> {
                            if (!decline.reason().isEmpty()) {
                                error.put("decline_code", decline.reason());
                            }
                        });
    }

    ApiError with(Consumer<ObjectNode> more) {
        more.accept(error);
        return this;
    }

    int status() {
        return status;
    }

    /** What stands below the member {@code error}. */
    ObjectNode error() {
        return error;
    }

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return body;
    }
}
