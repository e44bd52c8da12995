package io.paideia.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Refuses what fits no endpoint of the API, by its path, method or media type, in the form of all
 * other problems. The advice does not see these: there is no controller it could stand beside.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnroutedProblems implements HandlerExceptionResolver {

    private final ProblemWriter problems;

    UnroutedProblems(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception e) {
        if (handler != null
                || !request.getRequestURI().startsWith("/v1/")
                || !(e instanceof ErrorResponse known)) {
            return null;
        }
        HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
        known.getHeaders()
                .forEach((name, values) -> values.forEach(v -> response.addHeader(name, v)));
        try {
            problems.write(
                    Problem.of(
                            status,
                            status.name().toLowerCase(Locale.ROOT),
                            String.valueOf(known.getBody().getDetail())),
                    response);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return new ModelAndView();
    }
}
