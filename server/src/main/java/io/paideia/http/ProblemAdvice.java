package io.paideia.http;

import io.paideia.ids.TypeId;
import io.paideia.lane.LaneException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns whatever an endpoint throws into problem+json; never a stack trace. */
@RestControllerAdvice(annotations = org.springframework.web.bind.annotation.RestController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemBody> refused(Problem problem) {
        return answer(problem, new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> laneRefused(LaneException e) {
        HttpHeaders headers = new HttpHeaders();
        return switch (e) {
            case LaneException.Full full -> {
                headers.set(HttpHeaders.RETRY_AFTER, "1");
                yield answer(
                        Problem.retryable(
                                HttpStatus.TOO_MANY_REQUESTS,
                                "too_many_requests",
                                "Too many requests wait"),
                        headers);
            }
            case LaneException.Closed closed -> unavailable(headers, "The server is shutting down");
            case LaneException.Unavailable unavailable -> {
                log.error("The database is unavailable", unavailable);
                yield unavailable(
                        headers, "The outcome is not known; repeat the request with the same key");
            }
            case LaneException.Failed failed ->
                    failed.getCause() instanceof Problem problem
                            ? refused(problem)
                            : unexpected(failed);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> databaseGone(DataAccessResourceFailureException e) {
        log.error("The database is unavailable", e);
        return unavailable(new HttpHeaders(), "The database is unavailable");
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> unreadable(HttpMessageNotReadableException e) {
        Throwable cause = e.getMostSpecificCause();
        if (cause instanceof Problem problem) {
            return refused(problem);
        }
        if (cause instanceof BodyLimit.TooLarge tooLarge) {
            return answer(tooLarge.problem(), new HttpHeaders());
        }
        // A number that is too large for its field is no error of mapping, but knows its place too.
        if (e.getCause() instanceof JacksonException mapping
                && (mapping instanceof DatabindException || !mapping.getPath().isEmpty())) {
            return refused(Problem.invalid(pointer(mapping), message(mapping, cause)));
        }
        String detail =
                e.getCause() instanceof JacksonException json
                        ? "Malformed JSON: " + json.getOriginalMessage()
                        : "The body cannot be read";
        return refused(Problem.of(HttpStatus.BAD_REQUEST, "invalid_request", detail));
    }

    /** A body that an endpoint reads as text or bytes. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> tooLarge(BodyLimit.TooLarge e) {
        return answer(e.problem(), new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> badParameter(MethodArgumentTypeMismatchException e) {
        return refused(Problem.invalid(e.getName(), "cannot be read"));
    }

    /** An id in a path that is no id names nothing. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> malformedId(TypeId.MalformedId e) {
        return refused(Problem.notFound("resource"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> denied(AccessDeniedException e) {
        return refused(
                Problem.of(
                        HttpStatus.FORBIDDEN,
                        "insufficient_scope",
                        "The token lacks the scope for this"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> unexpected(Exception e) {
        if (e instanceof ErrorResponse known) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            String code = status.name().toLowerCase(java.util.Locale.ROOT);
            HttpHeaders headers = new HttpHeaders();
            headers.putAll(known.getHeaders());
            return answer(
                    Problem.of(
                            status,
                            status == HttpStatus.BAD_REQUEST ? "invalid_request" : code,
                            String.valueOf(known.getBody().getDetail())),
                    headers);
        }
        log.error("Unexpected", e);
        return answer(
                Problem.retryable(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal_error",
                        "Something broke on our side"),
                new HttpHeaders());
    }

    private static ResponseEntity<ProblemBody> unavailable(HttpHeaders headers, String detail) {
        headers.set(HttpHeaders.RETRY_AFTER, "2");
        return answer(
                Problem.retryable(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", detail), headers);
    }

    private static ResponseEntity<ProblemBody> answer(Problem problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemBody.of(problem));
    }

    /** In the words of the API: Jackson's own speak of Java's types. */
    private static String message(JacksonException mapping, Throwable cause) {
        if (mapping instanceof UnrecognizedPropertyException) {
            return "unknown field";
        }
        if (cause instanceof IllegalArgumentException refusal) {
            return String.valueOf(refusal.getMessage());
        }
        String message = String.valueOf(mapping.getOriginalMessage());
        if (message.startsWith("Trailing token")) {
            return "goes on after its end";
        }
        // Ours name no type; Jackson quotes Java's with back-ticks.
        return message.indexOf('`') >= 0 ? "has the wrong type" : message;
    }

    private static String pointer(JacksonException e) {
        List<JacksonException.Reference> path = e.getPath();
        return path.stream()
                .map(
                        step ->
                                "/"
                                        + (step.getPropertyName() != null
                                                ? step.getPropertyName()
                                                        .replace("~", "~0")
                                                        .replace("/", "~1")
                                                : step.getIndex()))
                .collect(Collectors.joining());
    }
}
