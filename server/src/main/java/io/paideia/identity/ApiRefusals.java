package io.paideia.identity;

import io.paideia.http.Problem;
import io.paideia.http.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Refuses at the API's door as RFC 6750 asks, with a problem as the body. */
final class ApiRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final ProblemWriter problems;

    ApiRefusals(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException refusal)
            throws IOException {
        // RFC 6750, 3.1: a request without any token is told no error.
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                refusal instanceof OAuth2AuthenticationException
                        ? "Bearer error=\"invalid_token\""
                        : "Bearer");
        problems.write(
                Problem.of(
                        HttpStatus.UNAUTHORIZED,
                        "unauthenticated",
                        "A valid bearer token is required: POST /oauth2/token"),
                response);
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        problems.write(
                Problem.of(
                        HttpStatus.FORBIDDEN,
                        "insufficient_scope",
                        "The token does not permit this"),
                response);
    }
}
