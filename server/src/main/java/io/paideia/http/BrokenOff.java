package io.paideia.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Cuts the connection when a long answer breaks off in its middle: a problem could only be appended
 * to what was sent, and whoever reads it would take the whole for complete.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BrokenOff implements HandlerExceptionResolver {

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception e) {
        if (response.isCommitted()) {
            // What leaves the dispatcher reaches the container, which closes at once.
            throw new IllegalStateException("The answer broke off in its middle", e);
        }
        return null;
    }
}
