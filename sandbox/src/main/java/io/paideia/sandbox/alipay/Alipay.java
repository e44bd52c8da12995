package io.paideia.sandbox.alipay;

import static io.paideia.sandbox.engine.Operation.BILL;
import static io.paideia.sandbox.engine.Operation.CLOSE;
import static io.paideia.sandbox.engine.Operation.CREATE;
import static io.paideia.sandbox.engine.Operation.PAYOUT;
import static io.paideia.sandbox.engine.Operation.QUERY;
import static io.paideia.sandbox.engine.Operation.REFUND;

import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The whole of Alipay: its channel for the engine, its endpoints for the server, and what a
 * merchant must configure. The merchant's private key is made here too, as the console of the real
 * Alipay would not do, so that a demo needs no ceremony.
 */
public final class Alipay implements Provider {

    /** Where the gateway answers. */
    private static final String PATH = "/alipay/gateway.do";

    private static final String APP_ID = "2021000000000001";
    private static final String SELLER_ID = "2088000000000001";

    private final Papers papers;
    private final Account account;
    private final AlipayChannel channel;
    private final RandomGenerator random;

    public Alipay(KeyFiles keys, RandomGenerator random) {
        this.papers = Papers.of(keys, APP_ID, SELLER_ID);
        this.account = new Account(APP_ID, SELLER_ID, papers, new Seal(papers));
        this.channel = new AlipayChannel(account, random);
        this.random = random;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        account.seal().heed(engine.scenarios());
        Book book = new Book(engine.trades());
        Bill bill = new Bill(book, engine.scenarios());
        Billing billing = new Billing(account, bill, engine.clock(), engine.base());
        Counter counter =
                new Counter(verbs(book, billing, engine), book, engine.scenarios(), engine.buyer());
        return Map.of(
                PATH,
                new AlipayGateway(account, counter),
                AlipayV3.PATH,
                new AlipayV3(account, counter),
                Billing.PATH,
                billing);
    }

    private Map<String, Counter.Verb> verbs(Book book, Billing billing, Engine engine) {
        Ordering ordering = new Ordering(book, engine.clock(), random, engine.cashier());
        Querying querying = new Querying(book, engine.scenarios(), engine.clock());
        Closing closing = new Closing(book, engine.clock());
        Refunding refunding =
                new Refunding(book, engine.clock(), engine.scenarios(), engine.notices());
        Transferring transferring = new Transferring(engine.payouts(), engine.clock(), random);
        Map<String, Counter.Verb> verbs = new HashMap<>();
        verbs.put("alipay.trade.precreate", new Counter.Verb(CREATE, ordering::precreate));
        for (String page : Ordering.PAGES) {
            verbs.put(page, new Counter.Verb(CREATE, ordering::page));
        }
        verbs.put("alipay.trade.query", new Counter.Verb(QUERY, querying::query));
        verbs.put("alipay.trade.close", new Counter.Verb(CLOSE, closing::close));
        verbs.put("alipay.trade.cancel", new Counter.Verb(CLOSE, closing::cancel));
        verbs.put("alipay.trade.refund", new Counter.Verb(REFUND, refunding::refund));
        verbs.put("alipay.trade.fastpay.refund.query", new Counter.Verb(QUERY, refunding::query));
        verbs.put(
                "alipay.fund.trans.uni.transfer", new Counter.Verb(PAYOUT, transferring::transfer));
        verbs.put("alipay.fund.trans.common.query", new Counter.Verb(QUERY, transferring::query));
        verbs.put(
                "alipay.data.dataservice.bill.downloadurl.query",
                new Counter.Verb(BILL, billing::query));
        return verbs;
    }

    /** Both ways of knowing Alipay; where the certificates are given, they count. */
    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        return Map.of(
                "app-id", account.appId(),
                "seller-id", account.sellerId(),
                "private-key", KeyFiles.privatePem(papers.app()),
                "public-key", KeyFiles.publicPem(papers.alipay()),
                "app-cert", Certificates.pem(papers.appCertificate()),
                "alipay-cert",
                        Certificates.pem(papers.alipayCertificate())
                                + Certificates.pem(papers.nextCertificate()),
                "root-cert", Certificates.pem(papers.root()),
                "gateway", base.resolve(PATH).toString(),
                "notify-url", notify.toString());
    }
}
