package io.paideia.identity;

import io.paideia.http.Problem;
import io.paideia.http.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets a caller through to an endpoint under {@code /v1} if the token carries the scope that {@link
 * Needs} names there. No scope stands for another one, not even operator.
 */
final class ScopeCheck implements HandlerInterceptor {

    private final ProblemWriter problems;

    ScopeCheck(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!(handler instanceof HandlerMethod method)) {
            // No endpoint: what would answer is the folder of static files.
            problems.write(Problem.notFound("resource"), response);
            return false;
        }
        Needs needs = method.getMethodAnnotation(Needs.class);
        if (needs != null
                && request.getUserPrincipal() instanceof CallerToken token
                && (needs.value().isEmpty()
                        || token.getPrincipal().scopes().contains(needs.value()))) {
            return true;
        }
        String scope = needs == null ? "" : needs.value();
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "Bearer error=\"insufficient_scope\""
                        + (scope.isEmpty() ? "" : ", scope=\"" + scope + "\""));
        problems.write(
                Problem.of(
                        HttpStatus.FORBIDDEN,
                        "insufficient_scope",
                        scope.isEmpty()
                                ? "Nobody may call this"
                                : "The token lacks the scope " + scope),
                response);
        return false;
    }
}
