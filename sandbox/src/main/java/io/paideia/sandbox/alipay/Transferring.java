package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Call.Rejected;
import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Payouts;
import io.paideia.sandbox.engine.Payouts.Decision;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code alipay.fund.trans.uni.transfer} and {@code .common.query}: money to somebody's balance, at
 * once. Only for callers with certificates.
 */
final class Transferring {

    private static final Amount LEAST = new Amount(10, "CNY");

    private final Payouts payouts;
    private final InstantSource clock;
    private final RandomGenerator random;

    Transferring(Payouts payouts, InstantSource clock, RandomGenerator random) {
        this.payouts = payouts;
        this.clock = clock;
        this.random = random;
    }

    Answer transfer(Call call) {
        if (!call.isCertified()) {
            return new Answer.Failed(
                    "40006",
                    "Insufficient Permissions",
                    "isv.insufficient-isv-permissions",
                    "转账须使用公钥证书方式加签");
        }
        Payout wanted = wanted(call);
        return payouts.decide(
                AlipayChannel.NAME,
                wanted.reference(),
                stored -> {
                    if (stored.isEmpty()) {
                        return Decision.change(transferred(wanted), wanted);
                    }
                    Payout earlier = stored.get();
                    boolean same =
                            earlier.amount().equals(wanted.amount())
                                    && earlier.payee().equals(wanted.payee());
                    return Decision.keep(
                            same
                                    ? transferred(earlier)
                                    : Answer.failed(
                                            "PAYMENT_INFO_INCONSISTENCY", "两次请求商户单号一样，但是参数不一致"));
                });
    }

    Answer query(Call call) {
        Optional<Payout> found =
                call.field("order_id")
                        .map(number -> payouts.findByNumber(AlipayChannel.NAME, number))
                        .orElseGet(
                                () ->
                                        payouts.find(
                                                AlipayChannel.NAME, call.required("out_biz_no")));
        return found.<Answer>map(Transferring::described)
                .orElseGet(() -> Answer.failed("ORDER_NOT_EXIST", "转账订单不存在"));
    }

    private Payout wanted(Call call) {
        String reference = call.required("out_biz_no");
        require(call, "product_code", "TRANS_ACCOUNT_NO_PWD");
        require(call, "biz_scene", "DIRECT_TRANSFER");
        Amount amount =
                Amount.parse(call.required("trans_amount"), "CNY")
                        .orElseThrow(() -> new Rejected("INVALID_PARAMETER", "trans_amount"));
        if (LEAST.exceeds(amount)) {
            throw new Rejected("EXCEED_LIMIT_SM_MIN_AMOUNT", "单笔最低转账金额0.1元");
        }
        JsonNode payee = call.content().path("payee_info");
        String identity = payee.path("identity").asString("");
        if (identity.isBlank()) {
            throw new Rejected("INVALID_PARAMETER", "payee_info.identity");
        }
        checkName(payee);
        Instant now = clock.instant();
        @Nullable URI nobody = null;
        return new Payout(
                AlipayChannel.NAME,
                reference,
                number(now),
                amount,
                identity,
                Payout.Status.SUCCEEDED,
                nobody,
                now,
                now,
                Map.of(
                        "title", call.field("order_title").orElse(""),
                        "pay_fund_order_id", number(now)));
    }

    private static void checkName(JsonNode payee) {
        switch (payee.path("identity_type").asString("")) {
            case "ALIPAY_USER_ID", "ALIPAY_OPEN_ID" -> {}
            case "ALIPAY_LOGON_ID" -> {
                if (payee.path("name").asString("").isBlank()) {
                    throw new Rejected("PAYEE_USERINFO_ERROR", "收款方姓名不能为空");
                }
            }
            default -> throw new Rejected("INVALID_PARAMETER", "payee_info.identity_type");
        }
    }

    private static void require(Call call, String field, String value) {
        if (!call.required(field).equals(value)) {
            throw new Rejected("INVALID_PARAMETER", field + " must be " + value);
        }
    }

    private static Answer transferred(Payout payout) {
        Map<String, Object> fields = named(payout);
        fields.put("trans_date", Beijing.seconds(payout.createdAt()));
        return new Answer.Done(fields);
    }

    private static Answer described(Payout payout) {
        Map<String, Object> fields = named(payout);
        fields.put("trans_amount", payout.amount().decimal());
        fields.put("pay_date", Beijing.seconds(payout.createdAt()));
        fields.put("order_fee", payout.amount().none().decimal());
        return new Answer.Done(fields);
    }

    private static Map<String, Object> named(Payout payout) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("out_biz_no", payout.reference());
        fields.put("order_id", payout.number());
        fields.put("pay_fund_order_id", payout.detail("pay_fund_order_id").orElse(""));
        fields.put("status", "SUCCESS");
        return fields;
    }

    private String number(Instant at) {
        return Beijing.dayDigits(at)
                + "110070001502"
                + random.ints(12, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }
}
