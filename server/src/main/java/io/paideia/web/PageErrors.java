package io.paideia.web;

import io.paideia.http.Problem;
import io.paideia.ids.TypeId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Turns what goes wrong on a page into its status; the container then shows the page of that
 * status. The API's problems are none of its business.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class PageErrors implements HandlerExceptionResolver {

    private static final Logger log = LoggerFactory.getLogger(PageErrors.class);
    private static final List<String> NOT_PAGES =
            List.of("/v1", "/v3", "/oauth2", "/channels", "/actuator", "/error");

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception e) {
        String path = request.getRequestURI();
        if (NOT_PAGES.stream().anyMatch(other -> under(other, path))
                || response.isCommitted()
                || e instanceof AccessDeniedException
                || e instanceof AuthenticationException) {
            return null;
        }
        try {
            response.sendError(status(e));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return new ModelAndView();
    }

    private static boolean under(String folder, String path) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static int status(Exception e) {
        return switch (e) {
            case Problem problem -> problem.status().value();
            case TypeId.MalformedId unknown -> 404;
            case ErrorResponse known -> known.getStatusCode().value();
            default -> {
                log.error("Unexpected", e);
                yield 500;
            }
        };
    }
}
