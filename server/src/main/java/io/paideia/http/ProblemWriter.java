package io.paideia.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers with a problem where no endpoint was reached: in a filter or an interceptor. Thread-safe.
 */
@Component
public final class ProblemWriter {

    private final JsonMapper mapper;

    ProblemWriter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** Sets the status and writes the body; headers set before stay. */
    public void write(Problem problem, HttpServletResponse response) throws IOException {
        response.setStatus(problem.status().value());
        response.setContentType(ProblemBody.MEDIA_TYPE);
        mapper.writeValue(response.getOutputStream(), ProblemBody.of(problem));
    }
}
