package io.paideia.http;

import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * An answer that refuses a request, in the form of RFC 9457. Thrown by endpoints and their domain
 * alike; the advice turns it into problem+json. It changes nothing and is not logged as an error.
 */
public final class Problem extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final Retry retry;
    private final List<FieldError> errors;

    /** Whether the same request may succeed later. */
    public enum Retry {
        NEVER,
        LATER
    }

    /**
     * What is wrong with one field.
     *
     * @param pointer a JSON pointer into the request's body (RFC 6901), or the name of a parameter
     */
    public record FieldError(String pointer, String message) {}

    private Problem(
            HttpStatus status, String code, String detail, Retry retry, List<FieldError> errors) {
        super(detail);
        this.status = status;
        this.code = code;
        this.retry = retry;
        this.errors = List.copyOf(errors);
    }

    public static Problem of(HttpStatus status, String code, String detail) {
        return new Problem(status, code, detail, Retry.NEVER, List.of());
    }

    public static Problem retryable(HttpStatus status, String code, String detail) {
        return new Problem(status, code, detail, Retry.LATER, List.of());
    }

    /** 400 for fields of the body. */
    public static Problem invalid(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String detail =
                first.pointer().isEmpty()
                        ? "The body " + first.message()
                        : first.pointer() + ": " + first.message();
        return new Problem(HttpStatus.BAD_REQUEST, "invalid_request", detail, Retry.NEVER, errors);
    }

    public static Problem invalid(String pointer, String message) {
        return invalid(List.of(new FieldError(pointer, message)));
    }

    /** 404, also for what belongs to another platform. */
    public static Problem notFound(String what) {
        return of(HttpStatus.NOT_FOUND, "not_found", "No such " + what);
    }

    /** 422 for a request that is well formed but not possible. */
    public static Problem unprocessable(String code, String detail) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, code, detail);
    }

    /** 409 for a request that the resource's present state forbids. */
    public static Problem conflict(String code, String detail) {
        return of(HttpStatus.CONFLICT, code, detail);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public boolean retryable() {
        return retry == Retry.LATER;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
