package io.paideia.sandbox.paypal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call came to.
 *
 * @param body JSON, empty for 204
 */
record Answer(int status, Map<String, Object> body) {

    static Answer of(int status, Map<String, Object> body) {
        return new Answer(status, body);
    }

    /** The business refuses: 422 with one issue. */
    static Answer refused(String issue, String description) {
        return problem(
                422,
                "UNPROCESSABLE_ENTITY",
                "The requested action could not be performed, semantically incorrect, or failed"
                        + " business validation.",
                detail("", issue, description));
    }

    /** The request is not well-formed: 400 with one issue and the field it is about. */
    static Answer invalid(String field, String issue, String description) {
        return problem(
                400,
                "INVALID_REQUEST",
                "Request is not well-formed, syntactically incorrect, or violates schema.",
                detail(field, issue, description));
    }

    static Answer missing(String field) {
        return invalid(
                field, "MISSING_REQUIRED_PARAMETER", "A required field / parameter is missing.");
    }

    static Answer notFound() {
        return problem(
                404,
                "RESOURCE_NOT_FOUND",
                "The specified resource does not exist.",
                detail(
                        "",
                        "INVALID_RESOURCE_ID",
                        "Specified resource ID does not exist. Please check the resource ID and"
                                + " try again."));
    }

    static Answer rateLimited() {
        return problem(
                429,
                "RATE_LIMIT_REACHED",
                "Too many requests. Blocked due to rate limiting.",
                Map.of());
    }

    static Answer systemError() {
        return problem(
                500, "INTERNAL_SERVER_ERROR", "An internal server error occurred.", Map.of());
    }

    static Answer problem(int status, String name, String message, Map<String, String> detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("message", message);
        if (!detail.isEmpty()) {
            body.put("details", List.of(detail));
        }
        body.put(
                "links",
                List.of(
                        Map.of(
                                "href",
                                "https://developer.paypal.com/api/rest/reference/orders/v2/errors/",
                                "rel",
                                "information_link",
                                "method",
                                "GET")));
        return new Answer(status, body);
    }

    static Map<String, String> detail(String field, String issue, String description) {
        Map<String, String> detail = new LinkedHashMap<>();
        if (!field.isEmpty()) {
            detail.put("field", field);
            detail.put("location", "body");
        }
        detail.put("issue", issue);
        detail.put("description", description);
        return detail;
    }

    boolean isDone() {
        return status < 300;
    }

    /** Thrown where a request cannot be read, and answered as it says. */
    static final class Refusal extends RuntimeException {

        private final transient Answer answer;

        Refusal(Answer answer) {
            super("answered with " + answer.status());
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }
}
