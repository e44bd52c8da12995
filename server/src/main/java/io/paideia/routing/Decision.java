package io.paideia.routing;

import java.time.Instant;
import java.util.List;

/**
 * A choice with its reason. Immutable.
 *
 * @param candidates the eligible ones first, the best of them at the front
 * @param explored whether the front is not the best but one to learn about
 */
public record Decision(
        Instant at,
        Question question,
        Strategy strategy,
        boolean explored,
        List<Candidate> candidates) {

    /** No choice at all: the question names what takes it. */
    public static Decision only(Question question, String channel, Instant at) {
        return new Decision(
                at,
                question,
                Strategy.FIXED,
                false,
                List.of(new Candidate(channel, question.method(), 1, 0, 0, 0, null)));
    }

    /** Those that can be tried, in this order. */
    public List<Candidate> order() {
        return candidates.stream().filter(Candidate::eligible).toList();
    }

    /** Why this one, of those that are left, in words. */
    String reason(Candidate chosen) {
        List<Candidate> order = order();
        int place = order.indexOf(chosen);
        String why;
        if (place > 0) {
            why =
                    "number %d by %s, because those before it were refused"
                            .formatted(place + 1, strategy.word());
        } else if (order.size() == 1) {
            why = "the only one that can be taken";
        } else if (explored) {
            why = "not the best, but tried to learn how it does";
        } else {
            why = "the best by " + strategy.word();
        }
        return chosen.words() + "; " + why;
    }
}
