package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Form;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** UnionPay's back notices, and the fields that they share with the answers to queries. */
final class UnionPayChannel implements Channel {

    static final String NAME = "unionpay";
    static final String MERCHANT = "777290058110048";
    static final String REFUND_FAILED = "60";
    static final String FAILED_MESSAGE = "交易失败，详情请咨询您的发卡行[1000060]";

    /** UnionPay publishes no schedule; these are what integrators report. */
    private static final List<Duration> RETRY_DELAYS =
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(4),
                    Duration.ofMinutes(5));

    private static final String OTHER_MERCHANT = "777290058199999";

    private final Signing signing;
    private final RandomGenerator random;
    private final AtomicReference<@Nullable Scenarios> scenarios = new AtomicReference<>();

    UnionPayChannel(Signing signing, RandomGenerator random) {
        this.signing = signing;
        this.random = random;
    }

    /** From now on the certificate changes where a scenario says so. */
    void heeds(Scenarios told) {
        scenarios.set(told);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String newTradeNumber(Instant at) {
        return queryId(at, random);
    }

    @Override
    public String newNoticeId(Instant at) {
        return "up" + queryId(at, random);
    }

    @Override
    public List<Duration> retryDelays() {
        return RETRY_DELAYS;
    }

    @Override
    public Optional<URI> address(Trade trade, Topic topic) {
        return switch (topic.kind()) {
            case PAID -> Optional.ofNullable(trade.order().notifyUrl());
            case REFUNDED, REFUND_FAILED ->
                    trade.refund(topic.subject())
                            .map(refund -> Book.Back.of(trade, refund).backUrl());
            default -> Optional.empty();
        };
    }

    @Override
    public HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie) {
        Map<String, String> fields =
                topic.kind() == Topic.Kind.PAID
                        ? sold(trade, lie)
                        : gaveBack(
                                Book.Back.of(trade, trade.refund(topic.subject()).orElseThrow()),
                                lie);
        fields.put("merId", lie == Lie.SELLER || lie == Lie.APP ? OTHER_MERCHANT : MERCHANT);
        Map<String, String> message =
                signing.signed(
                        fields,
                        lie == Lie.PROBE ? Signing.Seal.IMPOSTOR : seal(trade.order().reference()));
        if (lie == Lie.SIGNATURE) {
            // Signed, but something else.
            message.put("txnAmt", message.get("txnAmt") + "0");
        }
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                .header("User-Agent", "Paideia-Sandbox-UnionPay")
                .POST(BodyPublishers.ofString(Form.encode(message)));
    }

    /** The status alone counts. */
    @Override
    public boolean acknowledges(int status, String body) {
        return status == 200;
    }

    /**
     * The real page posts a signed form to the merchant's page; a browser that only follows a
     * redirect is all that this cashier has, and neither proves anything.
     */
    @Override
    public Optional<URI> returnAddress(Trade trade, Instant at) {
        return Optional.ofNullable(trade.order().returnUrl());
    }

    Signing.Seal seal(String reference) {
        Scenarios told = scenarios.get();
        return told != null && told.on(Fault.Kind.ROTATED_CERTIFICATE, NAME, reference).isPresent()
                ? Signing.Seal.ROTATED
                : Signing.Seal.CURRENT;
    }

    /** 21 digits, of which the last but one to the last but six are the traceNo. */
    static String queryId(Instant at, RandomGenerator random) {
        return digits(2, random) + Beijing.shortYear(at) + digits(7, random);
    }

    static Map<String, String> saleFields(Trade trade, Amount amount) {
        Map<String, String> fields = new TreeMap<>(common());
        fields.put("orderId", trade.order().reference());
        fields.put("txnTime", trade.order().detail("txnTime").orElse(""));
        fields.put("txnType", "01");
        fields.put("txnSubType", trade.order().detail("txnSubType").orElse(""));
        fields.put("bizType", trade.order().detail("bizType").orElse(""));
        fields.put("txnAmt", Long.toString(amount.minor()));
        return fields;
    }

    static Map<String, String> refundFields(Book.Back back, Amount amount) {
        Map<String, String> fields = new TreeMap<>(common());
        fields.put("orderId", back.refund().requestNumber());
        fields.put("txnTime", back.txnTime());
        fields.put("txnType", back.txnType());
        fields.put("txnSubType", "00");
        fields.put("bizType", back.trade().order().detail("bizType").orElse(""));
        fields.put("origQryId", back.trade().tradeNumber().orElse(""));
        fields.put("txnAmt", Long.toString(amount.minor()));
        return fields;
    }

    static Map<String, String> settled(String queryId, Instant at) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("queryId", queryId);
        fields.put("traceNo", queryId.substring(14, 20));
        fields.put("traceTime", Beijing.noYear(at));
        fields.put("settleCurrencyCode", "156");
        fields.put("settleDate", SettlementDay.text(at));
        return fields;
    }

    private static Map<String, String> common() {
        return Map.of(
                "version", "5.1.0",
                "encoding", "UTF-8",
                "signMethod", "01",
                "accessType", "0",
                "merId", MERCHANT,
                "currencyCode", "156");
    }

    private static Map<String, String> sold(Trade trade, Lie lie) {
        Map<String, String> fields = saleFields(trade, amount(trade.order().amount(), lie));
        fields.putAll(
                settled(trade.tradeNumber().orElseThrow(), Objects.requireNonNull(trade.paidAt())));
        fields.put("accNo", "6221********0000");
        return result(fields, "00", "成功[0000000]");
    }

    private static Map<String, String> gaveBack(Book.Back back, Lie lie) {
        Refund refund = back.refund();
        Map<String, String> fields = refundFields(back, amount(refund.amount(), lie));
        fields.putAll(settled(refund.number(), refund.refundedAt()));
        return refund.status() == Refund.Status.FAILED
                ? result(fields, REFUND_FAILED, FAILED_MESSAGE)
                : result(fields, "00", "成功[0000000]");
    }

    private static Map<String, String> result(
            Map<String, String> fields, String code, String message) {
        fields.put("settleAmt", fields.get("txnAmt"));
        fields.put("respCode", code);
        fields.put("respMsg", message);
        return fields;
    }

    private static Amount amount(Amount actual, Lie lie) {
        return lie == Lie.AMOUNT
                ? new Amount(actual.minor() == 1 ? 2 : 1, actual.currency())
                : actual;
    }

    private static String digits(int count, RandomGenerator random) {
        return random.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }
}
