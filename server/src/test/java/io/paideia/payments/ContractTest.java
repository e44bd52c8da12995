package io.paideia.payments;

import io.paideia.Api;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.sandbox.engine.Fault;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The one contract, for every channel under faults of every sort: whatever goes wrong, nothing is
 * charged twice, no payment is lost, no amount is wrong, every attempt comes to an end, and the
 * ledger says what the provider's own books say. A channel that is configured is tested; nobody has
 * to name it here. The channels are tried side by side, the faults of one after another.
 */
@ServerTest
class ContractTest {

    /** How the buyer of a test pays by each channel: the first of these that it offers. */
    private static final List<String> METHODS =
            List.of("alipay_qr", "wechat_native", "unionpay_qr", "paypal", "card", "bank_transfer");

    private static final Map<String, String> CURRENCIES = Map.of("paypal", "USD", "card", "USD");

    /**
     * {@code -Dpaideia.contract=all} runs every fault, a channel's name every fault of that
     * channel.
     */
    private static final String ASKED = System.getProperty("paideia.contract", "");

    /**
     * One of each sort: a call without an answer, a lost notice, a lie, a forger, a late failure.
     */
    private static final Set<Fault.Kind> SAMPLE =
            EnumSet.of(
                    Fault.Kind.ERROR_AFTER_COMMIT,
                    Fault.Kind.DROP,
                    Fault.Kind.WRONG_AMOUNT,
                    Fault.Kind.FORGED,
                    Fault.Kind.REFUND_FAILS);

    /** Longer than the server waits for any channel. */
    private static final int HANG_SECONDS = 5;

    private final Api api;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Channels channels;

    ContractTest(Api api, Buyer buyer, JdbcClient sql, Channels channels) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.channels = channels;
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @TestFactory
    List<DynamicContainer> everyChannelKeepsTheContract() {
        return channels.all().stream()
                .filter(channel -> Set.of("", "all", channel.name()).contains(ASKED))
                .flatMap(channel -> method(channel).map(method -> trials(channel, method)).stream())
                .toList();
    }

    /** All trials of a channel, which begin at once in a thread of their own. */
    private DynamicContainer trials(Channel channel, String method) {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        List<DynamicTest> tests = new ArrayList<>();
        for (Trial trial : trials(method)) {
            String name = channel.name() + " under " + trial.name();
            FutureTask<Boolean> task =
                    new FutureTask<>(() -> keeps(channel, method, trial, name), true);
            tasks.add(task);
            tests.add(DynamicTest.dynamicTest(name, () -> kept(name, task)));
        }
        Thread.ofVirtual().name(channel.name()).start(() -> tasks.forEach(FutureTask::run));
        return DynamicContainer.dynamicContainer(channel.name(), tests);
    }

    private static List<Trial> trials(String method) {
        boolean all = !ASKED.isEmpty();
        List<Trial> trials = new ArrayList<>(List.of(Trial.of("nothing", List.of())));
        for (Fault.Kind kind : all ? EnumSet.allOf(Fault.Kind.class) : SAMPLE) {
            trials.add(Trial.of(kind.wireName(), List.of(fault(kind))));
        }
        if (all) {
            trials.add(
                    Trial.of(
                            "a lost notice and old answers",
                            List.of(fault(Fault.Kind.DROP), fault(Fault.Kind.STALE_QUERY))));
        }
        if (method.equals("bank_transfer")) {
            trials.add(Trial.of("too much money", List.of()).sending(Trial.PRICE + 100));
        }
        if (method.equals("bank_transfer") && all) {
            trials.add(Trial.of("money in two parts", List.of()).sending(4_900, 5_000));
            trials.add(Trial.of("money sent twice", List.of()).sendingAgain());
        }
        return trials;
    }

    private void keeps(Channel channel, String method, Trial trial, String name) {
        long begun = System.nanoTime();
        String currency = CURRENCIES.getOrDefault(method, "CNY");
        Shop shop = new Shop(api, buyer, sql, currency, Trial.PRICE);
        new Purchase(shop, channel, method, currency, trial).keepsTheContract();
        System.out.printf("contract: %s, %.1f s%n", name, (System.nanoTime() - begun) / 1e9);
    }

    private static void kept(String name, FutureTask<Boolean> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException broken) {
            throw new AssertionError(name, broken.getCause());
        }
    }

    private static Optional<String> method(Channel channel) {
        return METHODS.stream().filter(channel.methods()::contains).findFirst();
    }

    private static Map<String, Object> fault(Fault.Kind kind) {
        Map<String, Object> fault = new HashMap<>();
        fault.put("name", kind.wireName());
        switch (kind) {
            case HANG -> fault.put("seconds", HANG_SECONDS);
            case DELAY, REFUND_PENDING, REFUND_FAILS -> fault.put("seconds", 1);
            case DECLINED -> fault.put("on", List.of("create", "refund"));
            default -> {}
        }
        return fault;
    }
}
