package io.paideia.payments;

import static io.paideia.payments.MixedPlan.Fault.When.CREATING;
import static io.paideia.payments.MixedPlan.Fault.When.PAYING;
import static io.paideia.payments.MixedPlan.Fault.When.REFUNDING;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What one buyer among many will do, and what will go wrong for him; drawn before anything begins,
 * so that a seed repeats it.
 *
 * @param held whether the money is held first, and a part of it captured
 * @param tries how often it is tried to pay before the buyer gives up
 * @param refunds how often something is given back
 */
record MixedPlan(
        Way way, Optional<Fault> fault, boolean held, int tries, Leaving leaving, int refunds) {

    /** Whether a buyer changes his mind. */
    enum Leaving {
        NO,
        /** Cancels instead of paying. */
        UNPAID,
        /** Cancels, and pays by the code that he still has. */
        AND_PAYS
    }

    /**
     * How somebody pays.
     *
     * @param token stands for a card, empty where the buyer pays on a page or by phone
     */
    record Way(String channel, String method, String currency, String token) {}

    /**
     * Something that goes wrong.
     *
     * @param faults as the sandbox is told of them
     * @param spares channels that cannot show it, or whose buyers could not pay at all under it
     */
    record Fault(String name, When when, Set<String> spares, List<Object> faults) {

        /** What it happens to. */
        enum When {
            CREATING,
            PAYING,
            REFUNDING
        }
    }

    /** Channels as often as their names stand here; transfers by bank are the slowest to check. */
    private static final List<Way> WAYS =
            List.of(
                    new Way("alipay", "alipay_qr", "CNY", ""),
                    new Way("alipay", "alipay_qr", "CNY", ""),
                    new Way("alipay", "alipay_qr", "CNY", ""),
                    new Way("wechat", "wechat_native", "CNY", ""),
                    new Way("wechat", "wechat_native", "CNY", ""),
                    new Way("wechat", "wechat_native", "CNY", ""),
                    new Way("unionpay", "unionpay_qr", "CNY", ""),
                    new Way("unionpay", "unionpay_qr", "CNY", ""),
                    new Way("paypal", "paypal", "USD", ""),
                    new Way("paypal", "paypal", "USD", ""),
                    new Way("stripe", "card", "USD", ""),
                    new Way("stripe", "card", "USD", "pm_card_visa"),
                    new Way("bank", "bank_transfer", "EUR", ""));

    private static final Set<String> HOLD = Set.of("paypal", "stripe");
    private static final Set<String> NOBODY = Set.of();

    /** Their own key is configured by hand, so a newer one means nothing to us. */
    private static final Set<String> ONE_KEY = Set.of("alipay", "bank");

    /**
     * A bank is asked for a day's statement, not for a payment; its refunds are transfers of other
     * names; and a payer's wrong amount is a true one.
     */
    private static final Set<String> BANK = Set.of("bank");

    /**
     * Every fault of the sandbox but those of bills, alone and some together.
     *
     * @param hang longer than the channels wait for an answer
     */
    static List<Fault> faults(int hang) {
        return List.of(
                creating("error_after_commit", 1),
                creating("system_error", 1),
                creating("rate_limited", 1),
                creating("declined", 1),
                creating("down", 1),
                creating("early", 1),
                paying("duplicate", NOBODY, "duplicate"),
                paying("delay", NOBODY, Map.of("name", "delay", "seconds", 1)),
                paying("reorder", NOBODY, "reorder"),
                paying("drop", NOBODY, "drop"),
                paying("wrong_amount", BANK, "wrong_amount"),
                paying("wrong_seller", NOBODY, "wrong_seller"),
                paying("wrong_app", NOBODY, "wrong_app"),
                paying("forged", NOBODY, "forged"),
                paying("probe", NOBODY, "probe"),
                paying("stale_query", NOBODY, "stale_query"),
                paying("rotated_certificate", ONE_KEY, "rotated_certificate"),
                paying("drop, system_error", BANK, "drop", query("system_error", 2)),
                paying("drop, rate_limited", BANK, "drop", query("rate_limited", 2)),
                paying(
                        "drop, hang",
                        BANK,
                        "drop",
                        Map.of("name", "hang", "seconds", hang, "on", "query")),
                refunding("refund lost", Map.of("name", "error_after_commit", "on", "refund")),
                refunding("refund refused", Map.of("name", "system_error", "on", "refund")),
                refunding("refund limited", Map.of("name", "rate_limited", "on", "refund")),
                refunding("refund hangs", Map.of("name", "hang", "seconds", hang, "on", "refund")),
                refunding("refund_pending", Map.of("name", "refund_pending", "seconds", 1)),
                refunding("refund_fails", Map.of("name", "refund_fails", "seconds", 1)));
    }

    /** One in five meets a fault, one in three gives something back, one in 25 cancels. */
    static MixedPlan drawn(Random random, List<Fault> faults) {
        Way way = WAYS.get(random.nextInt(WAYS.size()));
        Optional<Fault> fault = Optional.empty();
        if (random.nextInt(5) == 0) {
            List<Fault> fitting =
                    faults.stream().filter(one -> !one.spares().contains(way.channel())).toList();
            fault = Optional.of(fitting.get(random.nextInt(fitting.size())));
        }
        boolean held = HOLD.contains(way.channel()) && random.nextInt(8) == 0;
        int refunds = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
        boolean must = fault.isPresent() && fault.get().when() == REFUNDING;
        int tries = 1 + random.nextInt(2);
        Leaving leaving =
                must || random.nextInt(25) != 0
                        ? Leaving.NO
                        : random.nextBoolean() ? Leaving.UNPAID : Leaving.AND_PAYS;
        return new MixedPlan(
                way, fault, held, tries, leaving, must ? Math.max(1, refunds) : refunds);
    }

    boolean meets(Fault.When when) {
        return fault.isPresent() && fault.get().when() == when;
    }

    private static Fault creating(String name, int times) {
        return new Fault(
                name + " at the start",
                CREATING,
                NOBODY,
                List.of(Map.of("name", name, "times", times, "on", "create")));
    }

    private static Fault paying(String name, Set<String> spares, Object... faults) {
        return new Fault(name, PAYING, spares, List.of(faults));
    }

    private static Fault refunding(String name, Object fault) {
        return new Fault(name, REFUNDING, BANK, List.of(fault));
    }

    private static Object query(String name, int times) {
        return Map.of("name", name, "times", times, "on", "query");
    }
}
