package io.paideia.channels.bank;

import io.paideia.channels.Channel;
import io.paideia.channels.Findings;
import io.paideia.channels.Protocol;
import java.time.Clock;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Opens accounts at banks. */
@Component
final class BankProtocol implements Protocol<BankSettings> {

    private final BankBook book;
    private final JsonMapper mapper;
    private final Clock clock;
    private final Findings findings;

    /** Who hears of findings knows the channels, so that it is looked up when there are some. */
    BankProtocol(BankBook book, JsonMapper mapper, Clock clock, @Lazy Findings findings) {
        this.book = book;
        this.mapper = mapper;
        this.clock = clock;
        this.findings = findings;
    }

    @Override
    public String name() {
        return "bank";
    }

    @Override
    public Class<BankSettings> settings() {
        return BankSettings.class;
    }

    @Override
    public Channel open(String name, BankSettings settings) {
        check(name, settings);
        BankSignature signature = new BankSignature(settings.privateKey(), settings.bankKey());
        BankGateway gateway = new BankGateway(settings, signature);
        Receipts receipts = new Receipts(name, settings, book);
        BankOrders orders = new BankOrders(name, settings, gateway, book);
        Incoming incoming = new Incoming(receipts, orders);
        return new Bank(
                name,
                settings,
                gateway,
                book,
                receipts,
                new BankStatements(
                        settings,
                        gateway,
                        receipts,
                        incoming,
                        told -> findings.found(name, told),
                        clock),
                orders,
                new BankNotices(settings, signature, incoming, orders),
                mapper);
    }

    private static void check(String name, BankSettings settings) {
        String prefix = settings.virtualPrefix() == null ? "" : settings.virtualPrefix();
        String form =
                switch (settings.receipts()) {
                    case CODE -> "";
                    case VIRTUAL_IBAN -> "[A-Z]{2}[A-Z0-9]{1,24}";
                    case VIRTUAL_LOCAL -> "[0-9]{1,20}";
                };
        boolean fits =
                prefix.matches(form)
                        && settings.virtualDigits() >= 4
                        && settings.virtualDigits() <= 18;
        if (!fits || !settings.pain().matches("03|10")) {
            throw new IllegalStateException(
                    "paideia.channels.%s: virtual-prefix, virtual-digits or pain cannot be right"
                            .formatted(name));
        }
    }
}
