package io.paideia.channels.bank;

import io.paideia.channels.Failure;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transferring;
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
    private final Receipts receipts;

    BankNotices(BankSettings settings, BankSignature signature, Receipts receipts) {
        this.settings = settings;
        this.signature = signature;
        this.receipts = receipts;
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
                    told.add(entry.returned() ? returned(entry) : receipts.arrived(entry));
                }
            }
        }
        return switch (told.size()) {
            case 0 -> new NoticeReading.Irrelevant("no money came in");
            case 1 -> new NoticeReading.Genuine(told.getFirst());
            default -> new NoticeReading.Genuine(new Told.Several(told));
        };
    }

    /** A transfer of ours came back: the payee's bank did not take it. */
    private Told returned(Entry entry) {
        String reference = entry.endToEnd() == null ? entry.key() : entry.endToEnd();
        Failure failure =
                new Failure("returned", "The payee's bank sent it back: " + entry.text(), false);
        return switch (BankStatements.kind(entry)) {
            case BankOrders.REFUND -> new Told.Refunded(reference, new Refunding.Refused(failure));
            case BankOrders.TRANSFER ->
                    new Told.Transferred(reference, new Transferring.Refused(failure));
            default -> receipts.arrived(entry);
        };
    }

    private static NoticeReading report(StatusReport report) {
        if (report.endToEnd().isEmpty() || report.message().isEmpty()) {
            return new NoticeReading.Irrelevant("a report that names no transfer");
        }
        BankOrders.Order order = BankOrders.order(report);
        return switch (report.message().charAt(0)) {
            case BankOrders.REFUND ->
                    new NoticeReading.Genuine(
                            new Told.Refunded(report.endToEnd(), BankOrders.refunding(order)));
            case BankOrders.TRANSFER ->
                    new NoticeReading.Genuine(
                            new Told.Transferred(
                                    report.endToEnd(), BankOrders.transferring(order)));
            default -> new NoticeReading.Irrelevant("a report on a message that is not ours");
        };
    }
}
