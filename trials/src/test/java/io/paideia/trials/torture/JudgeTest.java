package io.paideia.trials.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ledger.Wish;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The judge can condemn: each kind of wrong is shown to it, beside the right that it must let pass.
 */
final class JudgeTest {

    private static final UUID ID = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);
    private static final Order ORDER = Order.single(ID, "channel:a", "creator:b:pending", 100);
    private static final Order SECOND = Order.single(OTHER, "channel:a", "creator:c:pending", 50);

    private final Docket docket = new Docket();
    private final Map<UUID, String> refusals = new HashMap<>();

    private Call handIn(Call.Kind kind, Order... orders) {
        return docket.handIn("w", kind, Arrays.asList(orders));
    }

    private void answer(Call call, String told) {
        docket.answered(call.number() + " " + told);
    }

    private List<Fault.Kind> rows(Order... rows) {
        Map<UUID, List<Order>> byId = Arrays.stream(rows).collect(Collectors.groupingBy(Order::id));
        return kinds(Judge.rows(docket.traces(docket.ids()), byId, refusals));
    }

    private List<Fault.Kind> answers() {
        return kinds(Judge.answers(docket.take().answers(), id -> docket.trace(id).raced()));
    }

    private List<Fault.Kind> replays(Set<UUID> present) {
        List<Docket.Answer> replays =
                docket.take().answers().stream().filter(Docket.Answer::replay).toList();
        return kinds(Judge.replays(replays, present));
    }

    private static List<Fault.Kind> kinds(List<Fault> faults) {
        return faults.stream().map(Fault::kind).toList();
    }

    @Test
    void letsPassWhatIsRight() {
        answer(handIn(Call.Kind.FUND, ORDER), "created");
        answer(handIn(Call.Kind.REPEAT, ORDER), "exists");
        answer(handIn(Call.Kind.REUSE, ORDER.altered()), "id_reused");
        answer(handIn(Call.Kind.SPEND, SECOND), "insufficient_funds");
        refusals.put(OTHER, "insufficient_funds");
        assertThat(rows(ORDER)).isEmpty();
        assertThat(answers()).isEmpty();
    }

    @Test
    void findsARefusalThatWasForgottenOrChanged() {
        answer(handIn(Call.Kind.SPEND, SECOND), "insufficient_funds");
        assertThat(rows()).containsExactly(Fault.Kind.FORGOTTEN);
        refusals.put(OTHER, "overflow");
        assertThat(rows()).containsExactly(Fault.Kind.FORGOTTEN);
        refusals.put(OTHER, "insufficient_funds");
        assertThat(rows()).isEmpty();
    }

    @Test
    void aWishThatIsRefusedNeedNotBeRememberedButHasNoEffect() {
        Order reopen = Order.wish(Wish.REOPEN, "creator:v1:pending");
        answer(handIn(Call.Kind.REOPEN, reopen), "closed");
        assertThat(rows()).isEmpty();
        assertThat(rows(reopen)).containsExactly(Fault.Kind.REFUSED_WITH_EFFECT);
    }

    @Test
    void findsAWishAndAMoveThatWereAcknowledgedAndLost() {
        answer(handIn(Call.Kind.WISH, Order.wish(Wish.FREEZE, "creator:v1:pending")), "created");
        Order move = Order.move(ID, Order.MOVE, "creator:b:pending", "creator:c:pending", 5);
        answer(handIn(Call.Kind.MOVE, move), "created");
        assertThat(rows()).containsExactly(Fault.Kind.LOST, Fault.Kind.LOST);
        assertThat(rows(move)).containsExactly(Fault.Kind.LOST);
    }

    @Test
    void findsARowThatIsHeldForAnotherTimeOrBalancesOtherwise() {
        answer(handIn(Call.Kind.HOLD, ORDER.within(10)), "created");
        assertThat(rows(ORDER)).containsExactly(Fault.Kind.ALTERED);
        answer(handIn(Call.Kind.BALANCE, SECOND.asMuchAsIsThere()), "created");
        assertThat(rows(ORDER.within(10), SECOND)).containsExactly(Fault.Kind.ALTERED);
    }

    @Test
    void findsALedgerThatWavers() {
        Call call = handIn(Call.Kind.SPEND, SECOND);
        answer(handIn(Call.Kind.RACE, SECOND), "insufficient_funds");
        answer(call, "created");
        refusals.put(OTHER, "insufficient_funds");
        assertThat(rows(SECOND)).containsExactly(Fault.Kind.REFUSED_WITH_EFFECT, Fault.Kind.ANSWER);
    }

    @Test
    void findsALostRow() {
        answer(handIn(Call.Kind.FUND, ORDER), "created");
        assertThat(rows()).containsExactly(Fault.Kind.LOST);
    }

    @Test
    void findsARowThatWasLostAfterItsReplaySaidItExists() {
        Call call = handIn(Call.Kind.FUND, ORDER);
        docket.died("w");
        docket.replay("v", call);
        answer(call, "exists");
        assertThat(rows()).containsExactly(Fault.Kind.LOST);
    }

    @Test
    void findsTheEffectOfARefusal() {
        answer(handIn(Call.Kind.OVERDRAW, ORDER), "insufficient_funds");
        refusals.put(ID, "insufficient_funds");
        assertThat(rows(ORDER)).containsExactly(Fault.Kind.REFUSED_WITH_EFFECT);
    }

    @Test
    void findsADoubledRowAndADoubledAcknowledgement() {
        answer(handIn(Call.Kind.FUND, ORDER), "created");
        assertThat(rows(ORDER, ORDER)).containsExactly(Fault.Kind.DOUBLED);
        answer(handIn(Call.Kind.RACE, ORDER), "created");
        assertThat(rows(ORDER)).containsExactly(Fault.Kind.DOUBLED);
    }

    @Test
    void findsARowWithOtherContent() {
        answer(handIn(Call.Kind.FUND, ORDER), "created");
        assertThat(rows(ORDER.altered())).containsExactly(Fault.Kind.ALTERED);
    }

    @Test
    void findsARowThatNobodyHandedIn() {
        assertThat(rows(ORDER)).containsExactly(Fault.Kind.INVENTED);
    }

    @Test
    void findsAnAnswerThatTheCallCannotGet() {
        answer(handIn(Call.Kind.OVERDRAW, ORDER), "created");
        answer(handIn(Call.Kind.FUND, SECOND), "exists");
        assertThat(answers()).containsExactly(Fault.Kind.ANSWER, Fault.Kind.ANSWER);
    }

    @Test
    void aFirstAnswerMaySayExistsOnlyInARaceOrAReplay() {
        Call first = handIn(Call.Kind.FUND, ORDER);
        Call race = handIn(Call.Kind.RACE, ORDER);
        answer(race, "created");
        answer(first, "exists");
        assertThat(answers()).isEmpty();
        assertThat(rows(ORDER)).isEmpty();
    }

    @Test
    void findsExistenceOutOfNowhere() {
        handIn(Call.Kind.FUND, ORDER);
        answer(handIn(Call.Kind.RACE, ORDER), "exists");
        assertThat(rows(ORDER)).containsExactly(Fault.Kind.ANSWER);
    }

    @Test
    void findsATornGroup() {
        answer(handIn(Call.Kind.GROUP, ORDER, SECOND), "created,group_refused");
        assertThat(answers()).contains(Fault.Kind.TORN);
        refusals.put(OTHER, "group_refused");
        assertThat(rows(ORDER, SECOND)).containsExactly(Fault.Kind.REFUSED_WITH_EFFECT);
    }

    @Test
    void findsAReplayThatDoesTheWorkTwice() {
        Call call = handIn(Call.Kind.FUND, ORDER);
        docket.died("w");
        docket.replay("v", call);
        answer(call, "created");
        assertThat(replays(Set.of(ID))).containsExactly(Fault.Kind.ANSWER);
    }

    @Test
    void findsAReplayThatBelievesInWhatIsNotThere() {
        Call call = handIn(Call.Kind.FUND, ORDER);
        docket.died("w");
        docket.replay("v", call);
        answer(call, "exists");
        assertThat(replays(Set.of())).containsExactly(Fault.Kind.ANSWER);
    }

    @Test
    void aReplayMayCreateOnceAndThenFindIt() {
        Call call = handIn(Call.Kind.FUND, ORDER);
        Call race = handIn(Call.Kind.RACE, ORDER);
        docket.died("w");
        docket.replay("v", call);
        docket.replay("v", race);
        answer(call, "created");
        answer(race, "exists");
        assertThat(replays(Set.of())).isEmpty();
        assertThat(rows(ORDER)).isEmpty();
        assertThat(docket.doubtful()).isEmpty();
    }

    @Test
    void whatIsLeftWithoutAnswerIsInDoubtAndKnown() {
        Call silent = handIn(Call.Kind.FUND, ORDER);
        Call unsure = handIn(Call.Kind.SPEND, SECOND);
        answer(unsure, "?Unavailable");
        docket.died("w");
        assertThat(docket.doubtful()).containsExactly(silent, unsure);
        assertThat(rows()).isEmpty();
        assertThat(rows(ORDER, SECOND)).isEmpty();
    }
}
