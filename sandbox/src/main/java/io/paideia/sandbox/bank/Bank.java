package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.security.KeyPair;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The whole of the bank. Its transport is HTTP with signatures over what is sent, since ISO 20022
 * leaves the transport open; its messages are those of real banks.
 */
public final class Bank implements Provider {

    private static final String PATH = "/bank/";

    private final KeyPair merchant;
    private final KeyPair bank;
    private final Account account;
    private final BankChannel channel;

    public Bank(KeyFiles keys, RandomGenerator random) {
        this.merchant = keys.rsa("bank-merchant");
        this.bank = keys.rsa("bank");
        this.account = new Account(bank.getPrivate(), merchant.getPublic());
        this.channel = new BankChannel(account, random);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        Movements movements = new Movements(engine.trades(), engine.payouts(), engine.scenarios());
        channel.books(movements);
        Incoming incoming = new Incoming(engine);
        return Map.of(
                PATH + "expected-receipts",
                new Door(account, engine, incoming::announce),
                PATH + "payments",
                new Door(account, engine, new Payments(engine)::order),
                PATH + "payments/",
                new Door(account, engine, new Payments(engine)::status),
                PATH + "statements/",
                new Door(account, engine, new StatementDesk(engine, movements)::fetch),
                "/_control/bank/transfer",
                incoming::transfer);
    }

    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        return Map.of(
                "account",
                Account.IBAN,
                "bic",
                Account.BIC,
                "bank-name",
                Account.BANK_NAME,
                "beneficiary",
                Account.HOLDER,
                "currencies",
                "EUR,CNY,USD",
                "announce",
                "true",
                "private-key",
                KeyFiles.privatePem(merchant),
                "bank-key",
                KeyFiles.publicPem(bank),
                "gateway",
                base.resolve(PATH).toString());
    }
}
