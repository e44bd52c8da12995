package io.paideia.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, by key: the cursor is the last id of the page before, opaque to the caller.
 * Lists are newest first or oldest first as their endpoint says, always by id, which is by time.
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {

    private static final int DEFAULT = 20;
    private static final int MOST = 200;

    /**
     * What was asked for.
     *
     * @param after the last id already seen, null for the first page
     * @param limit 1 to 200
     */
    public record Request(@Nullable UUID after, int limit) {

        /** Reads the query parameters; refuses what is out of range. */
        public static Request of(@Nullable Integer limit, @Nullable String cursor) {
            int wanted = limit == null ? DEFAULT : limit;
            if (wanted < 1 || wanted > MOST) {
                throw Problem.invalid("limit", "must be from 1 to " + MOST);
            }
            return new Request(cursor == null || cursor.isEmpty() ? null : decode(cursor), wanted);
        }
    }

    /** Makes a page of rows that were read with a limit of one more than asked for. */
    public static <T> Page<T> of(List<T> rows, Request request, Function<T, UUID> id) {
        boolean more = rows.size() > request.limit();
        List<T> data = more ? List.copyOf(rows.subList(0, request.limit())) : rows;
        return new Page<>(data, more ? encode(id.apply(data.getLast())) : null);
    }

    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(data.stream().<R>map(change).toList(), nextCursor);
    }

    private static String encode(UUID id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(id.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static UUID decode(String cursor) {
        try {
            return UUID.fromString(
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is not a cursor of this list");
        }
    }
}
