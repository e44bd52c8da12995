package io.paideia.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;

/** A problem as it is sent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProblemBody(
        String type,
        String title,
        int status,
        @Nullable String detail,
        String code,
        boolean retryable,
        @Nullable String requestId,
        @Nullable List<Problem.FieldError> errors) {

    static final String MEDIA_TYPE = "application/problem+json";

    static ProblemBody of(Problem problem) {
        return new ProblemBody(
                "https://paideia.io/problems/" + problem.code(),
                problem.status().getReasonPhrase(),
                problem.status().value(),
                problem.getMessage(),
                problem.code(),
                problem.retryable(),
                MDC.get(RequestIds.MDC_KEY),
                problem.errors().isEmpty() ? null : problem.errors());
    }

    static ProblemBody of(HttpStatus status, String code, String detail) {
        return of(Problem.of(status, code, detail));
    }
}
