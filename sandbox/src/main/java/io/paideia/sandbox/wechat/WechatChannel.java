package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.RsaSignature;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** WeChat Pay's notices: sealed with the APIv3 key and signed in headers. */
final class WechatChannel implements Channel.Paying {

    static final String NAME = "wechat";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<Duration> PAYMENT_DELAYS =
            Stream.of(
                            "PT15S", "PT15S", "PT30S", "PT3M", "PT10M", "PT20M", "PT30M", "PT30M",
                            "PT30M", "PT60M", "PT3H", "PT3H", "PT3H", "PT6H", "PT6H")
                    .map(Duration::parse)
                    .toList();
    private static final List<Duration> TRANSFER_DELAYS =
            Stream.of(
                            Stream.generate(() -> Duration.ofSeconds(15)).limit(10),
                            Stream.generate(() -> Duration.ofSeconds(300)).limit(10),
                            Stream.generate(() -> Duration.ofSeconds(1800)).limit(44))
                    .flatMap(delays -> delays)
                    .toList();
    private static final String OTHER_MERCHANT = "1900999999";
    private static final String OTHER_APP = "wxffffffffffffffff";

    private final Account account;
    private final RandomGenerator random;
    private volatile @Nullable Engine engine;

    WechatChannel(Account account, RandomGenerator random) {
        this.account = account;
        this.random = random;
    }

    /** Notices need the scenarios and the clock, which are there only later. */
    void attach(Engine attached) {
        engine = attached;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String newTradeNumber(Instant at) {
        return "4200" + Beijing.digits(at) + digits(10);
    }

    @Override
    public String newNoticeId(Instant at) {
        return "EV-" + Beijing.digits(at) + digits(9);
    }

    @Override
    public List<Duration> retryDelays() {
        return PAYMENT_DELAYS;
    }

    @Override
    public List<Duration> retryDelays(Topic topic) {
        return topic.kind() == Topic.Kind.PAID_OUT ? TRANSFER_DELAYS : PAYMENT_DELAYS;
    }

    /** Payments are told to the address of the order, refunds to that of the refund. */
    @Override
    public Optional<URI> address(Trade trade, Topic topic) {
        return switch (topic.kind()) {
            case PAID -> Optional.ofNullable(trade.order().notifyUrl());
            case REFUNDED, REFUND_FAILED ->
                    trade.fact("notify " + topic.subject()).map(URI::create);
            default -> Optional.empty();
        };
    }

    @Override
    public HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie) {
        String serial = trade.order().detail("serial").orElse("");
        if (topic.kind() == Topic.Kind.PAID) {
            return letter(
                    to,
                    noticeId,
                    at,
                    lie,
                    new Content("TRANSACTION.SUCCESS", "支付成功", "transaction", paid(trade, lie)),
                    seal(serial, topic.reference()));
        }
        Refund refund = trade.refund(topic.subject()).orElseThrow();
        boolean done = refund.status() != Refund.Status.FAILED;
        return letter(
                to,
                noticeId,
                at,
                lie,
                new Content(
                        done ? "REFUND.SUCCESS" : "REFUND.ABNORMAL",
                        done ? "退款成功" : "退款异常",
                        "refund",
                        refunded(trade, refund, lie)),
                seal(serial, topic.reference()));
    }

    @Override
    public HttpRequest.Builder notice(Payout payout, URI to, String noticeId, Instant at, Lie lie) {
        Map<String, Object> members = Transferring.members(account, payout, "mchid");
        if (lie == Lie.SELLER) {
            members.put("mchid", OTHER_MERCHANT);
        }
        if (lie == Lie.AMOUNT) {
            members.put("transfer_amount", other(payout.amount()));
        }
        return letter(
                to,
                noticeId,
                at,
                lie,
                new Content("MCHTRANSFER.BILL.FINISHED", "商家转账单据终态通知", "mch_payment", members),
                seal(payout.detail("serial").orElse(""), payout.reference()));
    }

    /** WeChat Pay looks at the status alone; a refusal in the body of a 200 is not heard. */
    @Override
    public boolean acknowledges(int status, String body) {
        return status == 200 || status == 204;
    }

    /** Only an H5 order has such an address, which its browser brought along. */
    @Override
    public Optional<URI> returnAddress(Trade trade, Instant at) {
        return trade.fact("redirect_url").map(URI::create);
    }

    private record Content(
            String event, String summary, String original, Map<String, Object> members) {}

    private HttpRequest.Builder letter(
            URI to, String noticeId, Instant at, Lie lie, Content content, Platform.Seal seal) {
        String nonce = hex(6);
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("original_type", content.original());
        resource.put("algorithm", "AEAD_AES_256_GCM");
        resource.put(
                "ciphertext",
                Cipher.seal(
                        account.apiV3Key(),
                        nonce,
                        content.original(),
                        JSON.writeValueAsString(content.members())));
        resource.put("associated_data", content.original());
        resource.put("nonce", nonce);
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("id", noticeId);
        envelope.put("create_time", Beijing.rfc3339(at));
        envelope.put("resource_type", "encrypt-resource");
        envelope.put("event_type", content.event());
        envelope.put("summary", content.summary());
        envelope.put("resource", resource);
        String body = JSON.writeValueAsString(envelope);
        HttpRequest.Builder letter =
                HttpRequest.newBuilder(to)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Mozilla/4.0")
                        .POST(BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
        Instant real = at.minus(attached().clock().offset());
        switch (lie) {
            // A forger can sign, but not with the platform's key over this text.
            case SIGNATURE ->
                    seal.stamp(
                            letter::header,
                            hex(16),
                            Long.toString(real.getEpochSecond()),
                            RsaSignature.sign("forged", seal.key()));
            case PROBE ->
                    seal.stamp(
                            letter::header,
                            hex(16),
                            Long.toString(real.getEpochSecond()),
                            "WECHATPAY/SIGNTEST/" + probe());
            default -> seal.stamp(letter::header, hex(16), real, body);
        }
        return letter;
    }

    private Map<String, Object> paid(Trade trade, Lie lie) {
        Map<String, Object> members = Orders.members(account, trade, false);
        members.put("trade_state", "SUCCESS");
        switch (lie) {
            case SELLER -> members.put("mchid", OTHER_MERCHANT);
            case APP -> members.put("appid", OTHER_APP);
            case AMOUNT ->
                    members.put(
                            "amount",
                            Orders.amount(new Amount(other(trade.order().amount()), "CNY")));
            default -> {}
        }
        return members;
    }

    private Map<String, Object> refunded(Trade trade, Refund refund, Lie lie) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("mchid", lie == Lie.SELLER ? OTHER_MERCHANT : account.mchId());
        members.putAll(Refunding.names(trade, refund));
        members.put("refund_status", Refunding.status(refund));
        long fen = lie == Lie.AMOUNT ? other(refund.amount()) : refund.amount().minor();
        Map<String, Object> amount = new LinkedHashMap<>();
        amount.put("total", trade.order().amount().minor());
        amount.put("refund", fen);
        amount.put("payer_total", trade.order().amount().minor());
        amount.put("payer_refund", fen);
        members.put("amount", amount);
        return members;
    }

    private Platform.Seal seal(String serial, String reference) {
        return attached()
                        .scenarios()
                        .on(Fault.Kind.ROTATED_CERTIFICATE, NAME, reference)
                        .isPresent()
                ? account.platform().rotate()
                : account.platform().sealFor(serial);
    }

    private Engine attached() {
        return Objects.requireNonNull(engine);
    }

    private static long other(Amount amount) {
        return amount.minor() == 1 ? 2 : 1;
    }

    private String probe() {
        byte[] bytes = new byte[256];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private String digits(int count) {
        return random.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private String hex(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }
}
