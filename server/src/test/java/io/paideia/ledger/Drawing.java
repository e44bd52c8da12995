package io.paideia.ledger;

import static net.jqwik.api.Arbitraries.frequency;
import static net.jqwik.api.Arbitraries.frequencyOf;

import io.paideia.ledger.Draft.Sides;
import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Twin.Moment;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * How commands and transfers are drawn: what seldom happens by chance often enough that each answer
 * is given in every run. Nothing is drawn from the state, so that all of it shrinks.
 */
final class Drawing {

    private static final Arbitrary<Integer> BOOK = frequency(Tuple.of(3, 0), Tuple.of(2, 1));
    private static final Arbitrary<Integer> ACCOUNT = number(0, 29);
    private static final Arbitrary<Integer> SOME = number(0, 499);
    private static final Arbitrary<Integer> NEWEST = number(0, 39);
    private static final Arbitrary<Long> AMOUNT = number(1, 999).map(Integer::longValue);
    private static final Arbitrary<Limit> LIMIT =
            Arbitraries.of(Limit.NONE, Limit.DEBITS, Limit.CREDITS);

    private Drawing() {}

    static Arbitrary<List<Command>> commands(int most) {
        Arbitrary<Command> command =
                frequencyOf(
                        share(40, posts()),
                        share(
                                5,
                                Combinators.combine(BOOK, LIMIT, flag(5, 0, 0, 1))
                                        .as(Command.OpenNew::new)),
                        share(
                                2,
                                Combinators.combine(BOOK, ACCOUNT, LIMIT).as(Command.OpenAny::new)),
                        share(
                                14,
                                Combinators.combine(BOOK, ACCOUNT, flag(5, 4, 1, 3))
                                        .as(Command.Change::new)),
                        share(
                                1,
                                Combinators.combine(BOOK, flag(1, 4, 2, 1))
                                        .as(Command.ChangeClearing::new)),
                        share(16, number(0, 3_999).map(Command.Pass::new)),
                        share(4, BOOK.map(Command.Expire::new)),
                        share(4, Arbitraries.create(Command.Forget::new)),
                        share(
                                6,
                                Combinators.combine(BOOK, ACCOUNT, moment(), moment())
                                        .as(Command.ReadThePast::new)),
                        share(12, begins()),
                        share(
                                3,
                                Combinators.combine(NEWEST, amountOrNone())
                                        .as(Command.BeginAgain::new)),
                        share(6, NEWEST.map(Command.Arrive::new)),
                        share(6, NEWEST.map(Command.Carry::new)),
                        share(2, Arbitraries.create(Command.Sweep::new)));
        return command.list()
                .ofMinSize(1)
                .ofMaxSize(most)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<Long> amountOrNone() {
        return frequencyOf(Tuple.of(1, Arbitraries.just(0L)), Tuple.of(1, AMOUNT));
    }

    private static Arbitrary<Command.Begin> begins() {
        return Combinators.combine(
                        BOOK,
                        ACCOUNT,
                        frequency(
                                Tuple.of(6, Command.Begin.To.ANY),
                                Tuple.of(2, Command.Begin.To.CLOSED),
                                Tuple.of(1, Command.Begin.To.DOLLARS)),
                        ACCOUNT,
                        AMOUNT)
                .as(Command.Begin::new);
    }

    private static Arbitrary<Command.Post> posts() {
        Arbitrary<Draft> draft = drafts();
        Arbitrary<List<Draft>> group =
                frequencyOf(
                        Tuple.of(11, draft.map(List::of)),
                        Tuple.of(1, draft.list().ofMinSize(2).ofMaxSize(4)));
        return Combinators.combine(
                        BOOK,
                        group.list()
                                .ofMinSize(1)
                                .ofMaxSize(80)
                                .withSizeDistribution(RandomDistribution.uniform()))
                .as(Command.Post::new);
    }

    private static Arbitrary<Draft> drafts() {
        return frequencyOf(
                share(27, single(AMOUNT)),
                share(
                        12,
                        Combinators.combine(sides(), AMOUNT, balancing(), millis())
                                .as(Draft.Pending::new)),
                share(2, single(number(-5, 0).map(Integer::longValue))),
                share(12, Combinators.combine(odd(), sides(), AMOUNT).as(Draft.Odd::new)),
                share(3, SOME.map(Draft.Again::new)),
                share(2, SOME.map(Draft.Retry::new)),
                share(
                        3,
                        Combinators.combine(
                                        SOME, number(1_000_000, 2_000_000).map(Integer::longValue))
                                .as(Draft.Altered::new)),
                share(24, Combinators.combine(ends(), NEWEST, number(0, 999)).as(Draft.End::new)),
                share(17, Combinators.combine(reversals(), SOME).as(Draft.Reverse::new)));
    }

    private static <T> Tuple2<Integer, Arbitrary<? extends T>> share(
            int weight, Arbitrary<? extends T> some) {
        return Tuple.of(weight, some);
    }

    private static Arbitrary<Draft.Single> single(Arbitrary<Long> amount) {
        return Combinators.combine(sides(), amount, balancing()).as(Draft.Single::new);
    }

    private static Arbitrary<Sides> sides() {
        return Combinators.combine(ACCOUNT, ACCOUNT).as(Sides::new);
    }

    private static Arbitrary<Balancing> balancing() {
        return frequency(
                Tuple.of(6, Balancing.NONE),
                Tuple.of(1, Balancing.DEBIT),
                Tuple.of(1, Balancing.CREDIT));
    }

    private static Arbitrary<Integer> millis() {
        return frequencyOf(Tuple.of(2, Arbitraries.just(0)), Tuple.of(3, number(1, 6_000)));
    }

    private static Arbitrary<Draft.Odd.What> odd() {
        return Arbitraries.of(Draft.Odd.What.class);
    }

    private static Arbitrary<Draft.End.How> ends() {
        return frequency(
                Tuple.of(7, Draft.End.How.POST),
                Tuple.of(7, Draft.End.How.POST_MORE),
                Tuple.of(2, Draft.End.How.VOID),
                Tuple.of(5, Draft.End.How.EXPIRE),
                Tuple.of(3, Draft.End.How.POST_BACKWARDS),
                Tuple.of(3, Draft.End.How.POST_UNKNOWN));
    }

    private static Arbitrary<Draft.Reverse.Which> reversals() {
        return frequency(
                Tuple.of(6, Draft.Reverse.Which.MOVED),
                Tuple.of(1, Draft.Reverse.Which.OTHER_AMOUNT),
                Tuple.of(1, Draft.Reverse.Which.HELD));
    }

    private static Arbitrary<Command.Flag> flag(int none, int thaw, int freeze, int close) {
        return frequency(
                Tuple.of(none, Command.Flag.NONE),
                Tuple.of(thaw, Command.Flag.THAW),
                Tuple.of(freeze, Command.Flag.FREEZE),
                Tuple.of(close, Command.Flag.CLOSE));
    }

    private static Arbitrary<Moment> moment() {
        return Combinators.combine(SOME, number(-1, 1)).as(Moment::new);
    }

    /** Each as often as any other; jqwik itself would rather draw those near the ends. */
    private static Arbitrary<Integer> number(int least, int most) {
        return Arbitraries.integers()
                .between(least, most)
                .withDistribution(RandomDistribution.uniform());
    }
}
