package io.paideia.sandbox.wechat;

import static io.paideia.sandbox.engine.Operation.BILL;
import static io.paideia.sandbox.engine.Operation.CLOSE;
import static io.paideia.sandbox.engine.Operation.CREATE;
import static io.paideia.sandbox.engine.Operation.PAYOUT;
import static io.paideia.sandbox.engine.Operation.QUERY;
import static io.paideia.sandbox.engine.Operation.REFUND;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The whole of WeChat Pay: its channel for the engine, its endpoints for the server, and what a
 * merchant must configure. The merchant's private key and the APIv3 key are made here too, as the
 * real merchant platform would not do, so that a demo needs no ceremony.
 */
public final class Wechat implements Provider {

    private static final String PREFIX = "/wechat";
    private static final String MCH_ID = "1900000109";
    private static final String APP_ID = "wxd678efh567hg6787";
    private static final String MOBILE_APP_ID = "wx8888888888888888";
    private static final String TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills";
    private static final String ORDERS = "/v3/pay/transactions";
    private static final String REFUNDS = "/v3/refund/domestic/refunds";

    private final KeyPair merchant;
    private final Account account;
    private final WechatChannel channel;

    public Wechat(KeyFiles keys, RandomGenerator random) {
        this.merchant = keys.rsa("wechat-merchant");
        this.account =
                new Account(
                        MCH_ID,
                        APP_ID,
                        MOBILE_APP_ID,
                        Certificate.serial(merchant.getPublic()),
                        merchant.getPublic(),
                        apiV3Key(merchant),
                        new Platform(keys));
        this.channel = new WechatChannel(account, random);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        channel.attach(engine);
        Ordering ordering = new Ordering(account, engine, PREFIX);
        return Map.of(
                PREFIX + "/v3/",
                new Gate(account, engine, PREFIX, verbs(engine, ordering)),
                PREFIX + Ordering.H5_PATH,
                exchange -> browse(exchange, ordering));
    }

    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        return Map.of(
                "mch-id", account.mchId(),
                "app-id", account.appId(),
                "mobile-app-id", account.mobileAppId(),
                "private-key", KeyFiles.privatePem(merchant),
                "merchant-serial", account.merchantSerial(),
                "api-v3-key", account.apiV3Key(),
                "public-key-id", account.platform().publicKeyId(),
                "public-key", account.platform().publicKeyPem(),
                "gateway", base.resolve(PREFIX).toString(),
                "notify-url", notify.toString());
    }

    private List<Verb> verbs(Engine engine, Ordering ordering) {
        Orders orders = new Orders(account, engine);
        Refunding refunding = new Refunding(engine);
        Transferring transferring = new Transferring(account, engine);
        Bills bills = new Bills(account, engine, PREFIX);
        CertificateList certificates = new CertificateList(account, engine);
        return List.of(
                Verb.of(
                        "POST",
                        ORDERS + "/(native|jsapi|app|h5)",
                        CREATE,
                        call -> call.text("/out_trade_no").orElse(""),
                        ordering::place),
                Verb.of("GET", ORDERS + "/out-trade-no/([^/]+)", QUERY, Call::name, orders::query),
                Verb.of(
                        "GET",
                        ORDERS + "/id/([^/]+)",
                        QUERY,
                        call -> orders.referenceOf(call.name()),
                        orders::queryByNumber),
                Verb.of(
                        "POST",
                        ORDERS + "/out-trade-no/([^/]+)/close",
                        CLOSE,
                        Call::name,
                        orders::close),
                Verb.of("POST", REFUNDS, REFUND, refunding::referenceOf, refunding::refund),
                Verb.of(
                        "GET",
                        REFUNDS + "/([^/]+)",
                        QUERY,
                        refunding::referenceOf,
                        refunding::query),
                Verb.of(
                        "POST",
                        TRANSFERS,
                        PAYOUT,
                        call -> call.text("/out_bill_no").orElse(""),
                        transferring::transfer),
                Verb.of(
                        "GET",
                        TRANSFERS + "/out-bill-no/([^/]+)",
                        QUERY,
                        Call::name,
                        transferring::query),
                Verb.of(
                        "POST",
                        TRANSFERS + "/out-bill-no/([^/]+)/cancel",
                        CLOSE,
                        Call::name,
                        transferring::cancel),
                Verb.of("GET", "/v3/bill/tradebill", BILL, call -> "", bills::trade),
                Verb.of("GET", Bills.DOWNLOAD_PATH, BILL, call -> "", bills::download),
                Verb.of("GET", "/v3/certificates", QUERY, call -> "", certificates::list));
    }

    /** The page of an H5 order. The real one opens the app; here the cashier takes the money. */
    private static void browse(Exchange exchange, Ordering ordering) throws IOException {
        Map<String, String> query = exchange.query();
        URI cashier =
                ordering.cashier(
                                query.getOrDefault("package", ""),
                                query.getOrDefault("redirect_url", ""))
                        .orElseThrow(() -> new Refused(404, "no such order"));
        exchange.seeOther(cashier.toString());
    }

    /** Thirty-two letters and digits, the same at every start. */
    private static String apiV3Key(KeyPair pair) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(pair.getPrivate().getEncoded());
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
