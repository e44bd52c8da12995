package io.paideia.channels.bank;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Told;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/**
 * Reads what the bank drops: statements of account and status reports. A notice has no age: each
 * entry counts once, so an old one that is played back changes nothing.
 */
final class BankNotices {

    private final BankSettings settings;
    private final BankSignature signature;
    private final Incoming incoming;
    private final BankOrders orders;

    BankNotices(
            BankSettings settings, BankSignature signature, Incoming incoming, BankOrders orders) {
        this.settings = settings;
        this.signature = signature;
        this.incoming = incoming;
        this.orders = orders;
    }

    NoticeReading read(RawNotice notice) {
        String sign = notice.headers().getOrDefault(BankSignature.HEADER, "");
        if (!signature.verifies(notice.body().getBytes(StandardCharsets.UTF_8), sign)) {
            return new NoticeReading.Refused("signature", null);
        }
        try {
            Element root = Xml.root(notice.body());
            if (Camt.is(root)) {
                return statements(Camt.read(root, settings.zone()));
            }
            if (StatusReport.is(root)) {
                return report(StatusReport.read(root));
            }
            return new NoticeReading.Irrelevant("neither a statement nor a status report");
        } catch (Xml.Unreadable e) {
            return new NoticeReading.Refused("unreadable", settings.account());
        }
    }

    private NoticeReading statements(List<Camt.Statement> statements) {
        for (Camt.Statement statement : statements) {
            if (!statement.account().equals(AccountNumber.plain(settings.account()))) {
                return new NoticeReading.Refused("account", statement.id());
            }
            if (!statement.balanced()) {
                return new NoticeReading.Refused("balance", statement.id());
            }
        }
        List<Told> told = new ArrayList<>();
        for (Camt.Statement statement : statements) {
            for (Entry entry : statement.entries()) {
                if (entry.side() == Entry.Side.CREDIT) {
                    told.add(incoming.told(entry));
                }
            }
        }
        return switch (told.size()) {
            case 0 -> new NoticeReading.Irrelevant("no money came in");
            case 1 -> new NoticeReading.Genuine(told.getFirst());
            default -> new NoticeReading.Genuine(new Told.Several(told));
        };
    }

    private NoticeReading report(StatusReport report) {
        String reference = report.endToEnd();
        if (reference.isEmpty()
                || report.message().isEmpty()
                || !report.message().substring(1).equals(reference)) {
            return new NoticeReading.Irrelevant("a report that names no transfer of ours");
        }
        if (orders.ordered(report.message()).filter(sum -> !report.names(sum)).isPresent()) {
            return new NoticeReading.Refused("amount", reference);
        }
        BankOrders.Order order = BankOrders.order(report);
        return switch (report.message().charAt(0)) {
            case BankOrders.REFUND ->
                    new NoticeReading.Genuine(
                            new Told.Refunded(
                                    reference, BankOrders.refunding(order), report.amount()));
            case BankOrders.TRANSFER ->
                    new NoticeReading.Genuine(
                            new Told.Transferred(
                                    reference, BankOrders.transferring(order), report.amount()));
            default -> new NoticeReading.Irrelevant("a report on a message that is not ours");
        };
    }
}
