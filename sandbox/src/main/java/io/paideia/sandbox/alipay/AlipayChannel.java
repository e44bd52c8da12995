package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Form;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Alipay's notices and its browser returns, signed as opendocs.alipay.com describes them. */
final class AlipayChannel implements Channel {

    static final String NAME = "alipay";

    private static final List<Duration> RETRY_DELAYS =
            List.of(
                    Duration.ofMinutes(4),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(6),
                    Duration.ofHours(15));
    private static final String OTHER_SELLER = "2088999999999999";
    private static final String OTHER_APP = "2021999999999999";

    private final Account account;
    private final RandomGenerator random;

    AlipayChannel(Account account, RandomGenerator random) {
        this.account = account;
        this.random = random;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String newTradeNumber(Instant at) {
        return Beijing.dayDigits(at) + "22001" + digits(15);
    }

    @Override
    public String newNoticeId(Instant at) {
        return Beijing.dayDigits(at) + "00222" + digits(21);
    }

    @Override
    public List<Duration> retryDelays() {
        return RETRY_DELAYS;
    }

    /** Only payments are told of; closing and refunding happen in silence. */
    @Override
    public Optional<URI> address(Trade trade, Topic topic) {
        return topic.kind() == Topic.Kind.PAID
                ? Optional.ofNullable(trade.order().notifyUrl())
                : Optional.empty();
    }

    @Override
    public HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie) {
        Map<String, String> fields = noticeFields(trade, noticeId, at, lie);
        // A forger can sign, but not with Alipay's key over this text.
        String signed =
                lie == Lie.SIGNATURE || lie == Lie.PROBE ? "forged" : Rsa2.noticeContent(fields);
        fields.put("sign", account.seal().sign(signed, trade.order().reference()));
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .header("User-Agent", "Paideia-Sandbox-Alipay")
                .POST(BodyPublishers.ofString(Form.encode(fields)));
    }

    /** Exactly the seven letters; Alipay goes on after anything else, whatever the status. */
    @Override
    public boolean acknowledges(int status, String body) {
        return status == 200 && body.equals("success");
    }

    @Override
    public Optional<URI> returnAddress(Trade trade, Instant at) {
        return Optional.ofNullable(trade.order().returnUrl())
                .map(
                        address -> {
                            Map<String, String> fields = new LinkedHashMap<>();
                            fields.put("charset", "utf-8");
                            fields.put("out_trade_no", trade.order().reference());
                            fields.put(
                                    "method",
                                    trade.order().detail("method").orElse("") + ".return");
                            fields.put("total_amount", trade.order().amount().decimal());
                            fields.put("trade_no", trade.tradeNumber().orElse(""));
                            fields.put("auth_app_id", account.appId());
                            fields.put("version", "1.0");
                            fields.put("app_id", account.appId());
                            fields.put("sign_type", "RSA2");
                            fields.put("seller_id", account.sellerId());
                            fields.put("timestamp", Beijing.seconds(at));
                            Map<String, String> signed = new LinkedHashMap<>(fields);
                            // The merchant's own query comes back with ours, and Alipay signs the
                            // whole.
                            Form.parse(Objects.requireNonNullElse(address.getRawQuery(), ""))
                                    .forEach(signed::putIfAbsent);
                            fields.put(
                                    "sign",
                                    account.seal()
                                            .sign(
                                                    Rsa2.noticeContent(signed),
                                                    trade.order().reference()));
                            return withQuery(address, Form.encode(fields));
                        });
    }

    private Map<String, String> noticeFields(Trade trade, String noticeId, Instant at, Lie lie) {
        Order order = trade.order();
        String amount = (lie == Lie.AMOUNT ? other(order.amount()) : order.amount()).decimal();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(
                "gmt_create",
                Beijing.seconds(Objects.requireNonNullElse(trade.openedAt(), order.createdAt())));
        fields.put("charset", "utf-8");
        fields.put("seller_email", Account.SELLER_EMAIL);
        fields.put("subject", order.subject());
        fields.put("buyer_id", Account.BUYER_ID);
        fields.put("buyer_logon_id", Account.BUYER_LOGON_ID);
        fields.put("buyer_open_id", Account.BUYER_OPEN_ID);
        fields.put("invoice_amount", amount);
        fields.put("notify_id", noticeId);
        fields.put(
                "fund_bill_list",
                "[{\"amount\":\"" + amount + "\",\"fundChannel\":\"ALIPAYACCOUNT\"}]");
        fields.put("notify_type", "trade_status_sync");
        fields.put("trade_status", "TRADE_SUCCESS");
        fields.put("receipt_amount", amount);
        fields.put("app_id", lie == Lie.APP ? OTHER_APP : account.appId());
        fields.put("auth_app_id", lie == Lie.APP ? OTHER_APP : account.appId());
        fields.put("buyer_pay_amount", amount);
        fields.put("seller_id", lie == Lie.SELLER ? OTHER_SELLER : account.sellerId());
        fields.put("gmt_payment", Beijing.seconds(Objects.requireNonNullElse(trade.paidAt(), at)));
        fields.put("notify_time", Beijing.seconds(at));
        fields.put("version", "1.0");
        fields.put("out_trade_no", order.reference());
        fields.put("total_amount", amount);
        fields.put("trade_no", trade.tradeNumber().orElse(""));
        fields.put("point_amount", order.amount().none().decimal());
        fields.put("sign_type", "RSA2");
        for (String echoed : List.of("body", "passback_params", "trans_currency")) {
            order.detail(echoed).ifPresent(value -> fields.put(echoed, value));
        }
        return fields;
    }

    private static Amount other(Amount amount) {
        return new Amount(amount.minor() == 1 ? 2 : 1, amount.currency());
    }

    private static URI withQuery(URI address, String query) {
        String text = address.toString();
        int hash = text.indexOf('#');
        String before = hash < 0 ? text : text.substring(0, hash);
        String fragment = hash < 0 ? "" : text.substring(hash);
        return URI.create(before + (address.getRawQuery() == null ? "?" : "&") + query + fragment);
    }

    private String digits(int count) {
        return random.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }
}
