package io.paideia.payments;

import static io.paideia.Shop.reference;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.Shop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One buyer's way through a mixed campaign: buys, tries again if that fails, leaves if it fails
 * again, has money captured and given back as planned. Each step is a call of the API; at most one
 * runs at a time, and between them nobody waits for anything.
 */
final class MixedPurchase {

    static final long PRICE = 9_900;
    private static final long PART = 5_001;
    private static final long BACK = 4_000;

    /**
     * A fault of the call that creates must be told to the whole channel, as nobody knows the
     * reference yet; so others create meanwhile at other channels only.
     */
    private static final Map<String, ReentrantReadWriteLock> DOORS = new ConcurrentHashMap<>();

    private final MixedPlan plan;
    private final Shop shop;
    private final Buyer buyer;
    private final AtomicBoolean busy = new AtomicBoolean(true);
    private final long begunAt = System.nanoTime();
    private volatile @Nullable String order;
    private volatile @Nullable String payment;
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger refunds = new AtomicInteger();
    private volatile boolean leaving;
    private volatile boolean paidLate;
    private volatile @Nullable Duration took;

    MixedPurchase(MixedPlan plan, Shop shop, Buyer buyer) {
        this.plan = plan;
        this.shop = shop;
        this.buyer = buyer;
    }

    /**
     * A payment as the database has it now.
     *
     * @param running status of the attempt that runs
     * @param late whether money that came too late was sent back
     */
    record Seen(
            UUID payment,
            String status,
            @Nullable String running,
            boolean refunding,
            boolean late) {}

    /** A call of the API. */
    interface Step {
        void take();
    }

    MixedPlan plan() {
        return plan;
    }

    String order() {
        return String.valueOf(order);
    }

    /** Null until the first step has begun it. */
    @Nullable UUID payment() {
        String id = payment;
        return id == null ? null : PaymentId.parse(id).value();
    }

    /** From the order to the end, null before it. */
    @Nullable Duration took() {
        return took;
    }

    /** Orders and pays; the first step of all. */
    void buy() {
        order = shop.order();
        pay();
    }

    /** Takes the step unless another one is under way. */
    void take(Step step) {
        try {
            step.take();
        } finally {
            busy.set(false);
        }
    }

    /** Whether no step is under way; only whoever asks {@link #next} begins one. */
    boolean idle() {
        return !busy.get();
    }

    /**
     * What is to be done now, null if only time helps; whoever gets a step must take it.
     *
     * @param seen looked up while this was idle
     */
    @Nullable Step next(Seen seen) {
        Step step = step(seen);
        busy.set(step != null);
        return step;
    }

    private @Nullable Step step(Seen seen) {
        String running = seen.running();
        if (running != null) {
            return leaving ? this::leave : running.equals("held") ? this::capture : null;
        }
        if (seen.refunding()) {
            return null;
        }
        return switch (seen.status()) {
            case "succeeded" -> refunds.get() < plan.refunds() ? this::giveBack : over();
            case "failed" -> tries.get() < plan.tries() ? this::pay : over();
            case "cancelled", "expired" -> paidLate && !seen.late() ? null : over();
            default -> null;
        };
    }

    private @Nullable Step over() {
        took = Duration.ofNanos(System.nanoTime() - begunAt);
        return null;
    }

    private void pay() {
        ReentrantReadWriteLock door =
                DOORS.computeIfAbsent(plan.way().channel(), none -> new ReentrantReadWriteLock());
        boolean ill = tries.getAndIncrement() == 0 && plan.meets(MixedPlan.Fault.When.CREATING);
        Answer answer;
        if (ill) {
            door.writeLock().lock();
            try {
                buyer.channelMeets(plan.way().channel(), faults());
                answer = begin();
            } finally {
                buyer.channelMeets(plan.way().channel());
                door.writeLock().unlock();
            }
        } else {
            door.readLock().lock();
            try {
                answer = begin();
            } finally {
                door.readLock().unlock();
            }
        }
        if (answer.status() != 201) {
            // Not to be begun at this moment, or no more: what runs already decides.
            leaving = payment != null;
            if (!leaving) {
                throw new AssertionError(answer.status() + " " + answer.text());
            }
            return;
        }
        payment = answer.get("id");
        if (plan.way().token().isEmpty()) {
            agree(reference(answer));
        } else {
            meet(reference(answer));
            // The card was charged or refused; if neither is known, nobody can charge it any more.
            leaving =
                    !answer.get("status").equals("succeeded")
                            && !answer.get("status").equals("failed")
                            && answer.body().path("capturable").isMissingNode();
        }
    }

    private Answer begin() {
        Map<String, Object> body = new HashMap<>();
        body.put("order", order());
        body.put("method", plan.way().method());
        if (!plan.way().token().isEmpty()) {
            body.put("token", plan.way().token());
        }
        if (plan.held()) {
            body.put("capture", "manual");
        }
        return shop.client.post("/v1/payments", body, Api.unique("key"));
    }

    private void meet(String reference) {
        if (plan.fault().isPresent() && !plan.meets(MixedPlan.Fault.When.CREATING)) {
            buyer.meets(reference, faults());
        }
    }

    private void agree(String reference) {
        meet(reference);
        if (plan.leaving() != MixedPlan.Leaving.NO) {
            leaving = true;
            leave();
            // At PayPal a buyer only agrees, and what is held only is not money yet.
            paidLate =
                    plan.leaving() == MixedPlan.Leaving.AND_PAYS
                            && buyer.pays(reference)
                            && !plan.way().channel().equals("paypal")
                            && !plan.held();
        } else if (!buyer.pays(reference)) {
            if (tries.get() < plan.tries()) {
                pay();
            } else {
                leaving = true;
            }
        }
    }

    private void leave() {
        shop.client.post("/v1/payments/" + payment + "/cancel", Map.of());
    }

    private void capture() {
        shop.client.post(
                "/v1/payments/" + payment + "/capture",
                Map.of("amount", Api.money(plan.way().currency(), PART)),
                Api.unique("key"));
    }

    /** First a part, then the rest. */
    private void giveBack() {
        Answer answer =
                refunds.get() == 0
                        ? shop.refunding(String.valueOf(payment), plan.way().currency(), BACK)
                        : shop.refundingAll(String.valueOf(payment));
        JsonNode retryable = answer.body().path("retryable");
        if (answer.status() == 201 || !retryable.asBoolean(false)) {
            refunds.incrementAndGet();
        }
    }

    private Object[] faults() {
        return plan.fault().orElseThrow().faults().toArray();
    }
}
