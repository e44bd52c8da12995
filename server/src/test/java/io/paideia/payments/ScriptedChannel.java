package io.paideia.payments;

import io.paideia.channels.Captures;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Disputes;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider that can do everything and does what a test tells it to. It holds first and takes
 * later, gives back, and has disputes; a script says which of its next calls goes wrong and how.
 */
public final class ScriptedChannel implements Captures, Refunds, Transfers, Disputes {

    /** How a call goes wrong. */
    public enum Fault {
        /** It is done, and nobody hears of it. */
        LOST_ANSWER,
        /** It never arrives, and nobody knows. */
        LOST_CALL,
        /** Surely not done. */
        REFUSED,
        /** The call before arrives after all, and this one is refused as its repeat. */
        REPEATED,
        /** It never arrives, and whoever called dies with it. */
        DEATH
    }

    private static final Failure NO = new Failure("channel_refused", "NO", false);

    private final String name;
    private final Map<String, Standing> charges = new HashMap<>();
    private final Map<String, Refunding> refunds = new HashMap<>();
    private final Map<String, Transferring> transfers = new HashMap<>();
    private final Map<String, Dispute> disputes = new HashMap<>();
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final Queue<Function<Charge, Started>> starts = new ConcurrentLinkedQueue<>();
    private final Map<String, Told> notices = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private boolean proves = true;

    ScriptedChannel(String name) {
        this.name = name;
    }

    /** What it was asked to do, such as {@code capture 9900}, about this name. */
    public synchronized List<String> calls(String of) {
        return calls.stream()
                .filter(call -> call.startsWith(of + " "))
                .map(call -> call.substring(of.length() + 1))
                .toList();
    }

    /** The next calls about this go wrong. */
    public synchronized void meets(String of, Fault... next) {
        faults.computeIfAbsent(of, none -> new ArrayDeque<>()).addAll(List.of(next));
    }

    private @Nullable Fault fault(String of) {
        Deque<Fault> left = faults.get(of);
        return left == null ? null : left.poll();
    }

    /** The next charge is started so; meanwhile the channel answers others. */
    public void starts(Function<Charge, Started> next) {
        starts.add(next);
    }

    public synchronized void charge(String reference, Standing standing) {
        charges.put(reference, standing);
    }

    public synchronized Standing charge(String reference) {
        return charges.getOrDefault(reference, new Standing.NotThere());
    }

    public synchronized void refund(String reference, Refunding refunding) {
        refunds.put(reference, refunding);
    }

    /** How what is sent to this payee stands from now on. */
    public synchronized void transfer(String payee, Transferring transferring) {
        transfers.put(payee, transferring);
    }

    public synchronized void dispute(Dispute dispute) {
        disputes.put(dispute.id(), dispute);
    }

    /** Whether its notices prove what they say from now on. */
    public synchronized void proves(boolean all) {
        proves = all;
    }

    @Override
    public synchronized boolean noticesProve() {
        return proves;
    }

    /** The body of a signed notice that says this. */
    public synchronized String notice(Told told) {
        String body = name + "-" + notices.size();
        notices.put(body, told);
        return body;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> methods() {
        return Set.of("usdc");
    }

    @Override
    public boolean takes(Currency currency) {
        return true;
    }

    @Override
    public Started start(Charge charge, Payer payer) {
        Function<Charge, Started> told = starts.poll();
        return told == null ? begin(charge, payer) : told.apply(charge);
    }

    private synchronized Started begin(Charge charge, Payer payer) {
        Standing standing = charges.computeIfAbsent(charge.reference(), none -> first(payer));
        if (standing instanceof Standing.Authorized) {
            standing = new Standing.Authorized(charge.amount(), "T" + charge.reference());
            charges.put(charge.reference(), standing);
            return new Started.AtOnce(standing, "H" + charge.reference());
        }
        return new Started.Waiting(
                NextAction.redirect("https://scripted.example/pay", charge.expiresAt()),
                "H" + charge.reference());
    }

    /** A buyer with a token agreed already. */
    private static Standing first(Payer payer) {
        return payer.token() == null
                ? new Standing.Waiting()
                : new Standing.Authorized(Money.of("CNY", 1), "T");
    }

    @Override
    public synchronized Standing query(Charge charge) {
        calls.add(charge.reference() + " query");
        return charge(charge.reference());
    }

    @Override
    public synchronized Closing close(Charge charge) {
        calls.add(charge.reference() + " close");
        if (fault(charge.reference()) != null) {
            return new Closing.Unknown("no answer");
        }
        if (charge(charge.reference()) instanceof Standing.Paid) {
            return new Closing.AlreadyPaid();
        }
        charges.put(charge.reference(), new Standing.Closed());
        return new Closing.Done();
    }

    @Override
    public synchronized Capturing capture(Charge charge, String trade, Money amount) {
        calls.add(charge.reference() + " capture " + amount.minor());
        Fault fault = fault(charge.reference());
        if (fault == Fault.REFUSED) {
            return new Capturing.Refused(NO);
        }
        if (fault != Fault.LOST_CALL && charge(charge.reference()) instanceof Standing.Authorized) {
            charges.put(charge.reference(), new Standing.Paid(amount, "C" + trade));
        }
        if (fault != null) {
            return new Capturing.Unknown("no answer");
        }
        return charge(charge.reference()) instanceof Standing.Paid paid
                ? new Capturing.Done(paid)
                : new Capturing.Refused(NO);
    }

    @Override
    public synchronized Refunding refund(Return refund) {
        calls.add(refund.charge().reference() + " refund " + refund.amount().minor());
        Fault fault = fault(refund.charge().reference());
        return refunds.computeIfAbsent(
                refund.reference(),
                none -> fault == null ? new Refunding.Done() : new Refunding.Accepted("R"));
    }

    @Override
    public synchronized Refunding queryRefund(Return refund) {
        calls.add(refund.charge().reference() + " query refund");
        return refunds.getOrDefault(refund.reference(), new Refunding.NotThere());
    }

    @Override
    public synchronized Transferring transfer(Transfer transfer) {
        calls.add(transfer.payee() + " transfer " + transfer.amount().minor());
        Fault fault = fault(transfer.payee());
        if (fault == Fault.REFUSED) {
            return new Transferring.Refused(NO);
        }
        if (fault == Fault.REPEATED) {
            transfers.put(transfer.payee(), new Transferring.Done("S"));
            return new Transferring.Refused(NO);
        }
        Transferring unknown = new Transferring.Unknown("no answer");
        if (fault == Fault.LOST_CALL) {
            return unknown;
        }
        Transferring standing =
                transfers.computeIfAbsent(transfer.payee(), none -> new Transferring.Done("S"));
        return fault == null ? standing : unknown;
    }

    @Override
    public synchronized Transferring queryTransfer(Transfer transfer) {
        calls.add(transfer.payee() + " query transfer");
        return transfers.getOrDefault(transfer.payee(), new Transferring.NotThere());
    }

    /** What {@link #meets} calls the next questions about a dispute. */
    public static String asked(String dispute) {
        return dispute + "?";
    }

    @Override
    public synchronized Stand queryDispute(String dispute) {
        calls.add(dispute + " query");
        if (fault(asked(dispute)) != null) {
            return new Stand.Unknown("no answer");
        }
        Dispute known = disputes.get(dispute);
        return known == null ? new Stand.NotThere() : new Stand.Known(known);
    }

    @Override
    public synchronized Stand submit(String dispute, Map<String, String> evidence) {
        return answer(dispute, "submit " + evidence.size(), Status.UNDER_REVIEW);
    }

    @Override
    public synchronized Stand accept(String dispute) {
        return answer(dispute, "accept", Status.LOST);
    }

    private Stand answer(String id, String call, Status next) {
        calls.add(id + " " + call);
        Fault fault = fault(id);
        if (fault == Fault.DEATH) {
            throw new IllegalStateException("Died while it called");
        }
        Dispute known = disputes.get(id);
        if (fault == Fault.REFUSED || known == null) {
            return new Stand.Refused(NO);
        }
        if (fault != Fault.LOST_CALL) {
            dispute(stands(known, next));
        }
        return fault == null ? queryDispute(id) : new Stand.Unknown("no answer");
    }

    /** The dispute as it stands later. */
    public static Dispute stands(Dispute dispute, Status status) {
        return new Dispute(
                dispute.id(),
                dispute.reference(),
                dispute.trade(),
                dispute.amount(),
                dispute.reason(),
                status,
                dispute.dueBy());
    }

    @Override
    public synchronized NoticeReading read(RawNotice notice) {
        Told told = notices.get(notice.body());
        return told == null
                ? new NoticeReading.Refused("signature", null)
                : new NoticeReading.Genuine(told);
    }

    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return new Acknowledgement(
                verdict == NoticeVerdict.TAKEN ? 200 : 400, "text/plain", verdict.name());
    }
}
