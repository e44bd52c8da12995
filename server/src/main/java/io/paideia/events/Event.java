package io.paideia.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something that happened. Immutable.
 *
 * @param position its place in the book's order
 * @param json the payload as stored
 */
public record Event(
        long position,
        UUID id,
        Instant at,
        String type,
        @Nullable UUID platform,
        String subject,
        String json,
        JsonMapper mapper) {

    /**
     * The payload as the record that was appended. Fields that the record does not know are passed
     * over: while servers are renewed one by one, an older one reads what a newer one wrote.
     */
    public <T> T payload(Class<T> type) {
        return mapper.readerFor(type)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(json);
    }
}
