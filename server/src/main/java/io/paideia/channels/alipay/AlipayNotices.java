package io.paideia.channels.alipay;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Standing;
import java.util.Map;

/**
 * Reads Alipay's asynchronous notices: a form, signed without sign and sign_type. A good signature
 * only says that Alipay sent it; the app and the seller say whether it is for us.
 */
final class AlipayNotices {

    private final AlipaySettings settings;
    private final AlipaySignature signature;

    AlipayNotices(AlipaySettings settings, AlipaySignature signature) {
        this.settings = settings;
        this.signature = signature;
    }

    NoticeReading read(RawNotice raw) {
        Map<String, String> notice = AlipayGateway.form(raw.body());
        if (!notice.getOrDefault("sign_type", "").equals("RSA2")
                || !signature.verifiesNotice(notice, raw.waited())) {
            return new NoticeReading.Refused("signature", null);
        }
        String reference = notice.getOrDefault("out_trade_no", "");
        if (!notice.getOrDefault("app_id", "").equals(settings.appId())) {
            return new NoticeReading.Refused("app", reference);
        }
        if (!notice.getOrDefault("seller_id", "").equals(settings.sellerId())) {
            return new NoticeReading.Refused("seller", reference);
        }
        return switch (notice.getOrDefault("trade_status", "")) {
            case "TRADE_SUCCESS", "TRADE_FINISHED" -> paid(reference, notice);
            case "TRADE_CLOSED" -> new NoticeReading.Irrelevant("closed");
            case "WAIT_BUYER_PAY" -> new NoticeReading.Irrelevant("waiting");
            default -> new NoticeReading.Irrelevant("unknown status");
        };
    }

    private static NoticeReading paid(String reference, Map<String, String> notice) {
        return AlipayReading.amount(
                        notice.getOrDefault("trans_currency", "CNY"),
                        notice.getOrDefault("total_amount", ""))
                .<NoticeReading>map(
                        amount ->
                                new NoticeReading.Genuine(
                                        reference,
                                        new Standing.Paid(
                                                amount, notice.getOrDefault("trade_no", ""))))
                .orElseGet(() -> new NoticeReading.Refused("amount", reference));
    }
}
