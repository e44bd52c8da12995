package io.paideia.sandbox.stripe;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Lists by cursor. Source: docs.stripe.com/api/pagination. */
final class Pages {

    private static final int USUAL = 10;
    private static final int MOST = 100;

    private Pages() {}

    /** The page that the call asks for, of all that fit, the newest first. */
    static ObjectNode of(Call call, String url, List<ObjectNode> all) {
        long limit = call.field("limit").isPresent() ? call.number("limit") : USUAL;
        if (limit < 1 || limit > MOST) {
            throw ApiError.invalid("parameter_invalid_integer", "limit is 1 to 100", "limit");
        }
        List<ObjectNode> timely = all.stream().filter(one -> isTimely(call, one)).toList();
        int from = call.field("starting_after").map(last -> 1 + position(timely, last)).orElse(0);
        int to = (int) Math.min(timely.size(), from + limit);
        return Shapes.list(url, timely.subList(from, to), to < timely.size());
    }

    private static boolean isTimely(Call call, ObjectNode one) {
        long created = one.path("created").asLong();
        return (call.field("created[gte]").isEmpty() || created >= call.number("created[gte]"))
                && (call.field("created[gt]").isEmpty() || created > call.number("created[gt]"))
                && (call.field("created[lte]").isEmpty() || created <= call.number("created[lte]"))
                && (call.field("created[lt]").isEmpty() || created < call.number("created[lt]"));
    }

    private static int position(List<ObjectNode> all, String id) {
        for (int index = 0; index < all.size(); index++) {
            if (all.get(index).path("id").asString("").equals(id)) {
                return index;
            }
        }
        throw ApiError.missing("object", id);
    }
}
