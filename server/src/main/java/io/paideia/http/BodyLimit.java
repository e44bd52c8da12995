package io.paideia.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses bodies over 1 MiB, by their announced length or, when that is missing, by counting. Only
 * the ledger's list of up to 10,000 transfers may be larger.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class BodyLimit extends OncePerRequestFilter {

    private static final long LIMIT = 1 << 20;
    private static final long LEDGER_LIMIT = 8 << 20;

    private final JsonMapper mapper;

    BodyLimit(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limit = request.getRequestURI().equals("/v1/ledger/transfers") ? LEDGER_LIMIT : LIMIT;
        if (request.getContentLengthLong() > limit) {
            response.setStatus(HttpStatus.CONTENT_TOO_LARGE.value());
            response.setContentType(ProblemBody.MEDIA_TYPE);
            mapper.writeValue(
                    response.getOutputStream(), ProblemBody.of(new TooLarge(limit).problem()));
            return;
        }
        chain.doFilter(
                request.getContentLengthLong() >= 0 ? request : new Counted(request, limit),
                response);
    }

    /** The body went over its limit while it was read. */
    static final class TooLarge extends IOException {
        TooLarge(long limit) {
            super("The body is larger than " + limit + " bytes");
        }

        Problem problem() {
            return Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE, "body_too_large", String.valueOf(getMessage()));
        }
    }

    private static final class Counted extends HttpServletRequestWrapper {

        private final long limit;

        Counted(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new CountedStream(super.getInputStream(), limit);
        }
    }

    private static final class CountedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final long limit;
        private long read;

        CountedStream(ServletInputStream body, long limit) {
            this.body = body;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int value = body.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = body.read(buffer, offset, length);
            count(Math.max(0, n));
            return n;
        }

        private void count(int n) throws IOException {
            read += n;
            if (read > limit) {
                throw new TooLarge(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
