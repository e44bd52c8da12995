package io.paideia.channels.wechat;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.NoticeReading.Genuine;
import io.paideia.channels.NoticeReading.Irrelevant;
import io.paideia.channels.NoticeReading.Refused;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads notices: signed in headers, sealed with the APIv3 key. A good signature only says that
 * WeChat Pay sent it; the merchant and the app say whether it is for us. A certificate that is not
 * known yet is fetched in the background; until it is here the notice is refused, and WeChat Pay
 * sends it again fifteen seconds later. Source: WeChat Pay's documents of notices of API version 3.
 */
final class WechatNotices {

    private final WechatSettings settings;
    private final PlatformKeys keys;
    private final Sealed sealed;
    private final JsonMapper mapper;
    private final Clock clock;

    WechatNotices(
            WechatSettings settings,
            PlatformKeys keys,
            Sealed sealed,
            JsonMapper mapper,
            Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.sealed = sealed;
        this.mapper = mapper;
        this.clock = clock;
    }

    NoticeReading read(RawNotice notice) {
        Stamp stamp = Stamp.of(name -> notice.headers().getOrDefault(name, ""));
        if (stamp.isProbe()) {
            return new Refused("probe", null);
        }
        if (!stamp.isComplete()) {
            return new Refused("signature", null);
        }
        if (!stamp.isRecent(clock.instant().minus(notice.waited()))) {
            return new Refused("time", null);
        }
        Optional<PublicKey> key = keys.known(stamp.serial());
        if (key.isEmpty()) {
            return new Refused("unknown_key", null);
        }
        return stamp.verifies(notice.body(), key.get())
                ? open(notice.body())
                : new Refused("signature", null);
    }

    private NoticeReading open(String body) {
        try {
            JsonNode envelope = mapper.readTree(body);
            JsonNode resource = envelope.path("resource");
            if (!resource.path("algorithm").asString("").equals("AEAD_AES_256_GCM")) {
                return new Refused("algorithm", null);
            }
            Optional<String> plain =
                    sealed.open(
                            resource.path("ciphertext").asString(""),
                            resource.path("nonce").asString(""),
                            resource.path("associated_data").asString(""));
            return plain.isEmpty()
                    ? new Refused("ciphertext", null)
                    : told(envelope.path("event_type").asString(""), mapper.readTree(plain.get()));
        } catch (JacksonException e) {
            return new Refused("json", null);
        }
    }

    private NoticeReading told(String event, JsonNode content) {
        return switch (event) {
            case "TRANSACTION.SUCCESS" -> charged(content);
            case "REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED" -> refunded(content);
            case "MCHTRANSFER.BILL.FINISHED" -> transferred(content);
            default -> new Irrelevant(event.isEmpty() ? "no event" : event);
        };
    }

    private NoticeReading charged(JsonNode order) {
        String reference = order.path("out_trade_no").asString("");
        if (!order.path("appid").isString()
                || !settings.isOurApp(order.path("appid").asString(""))) {
            return new Refused("app", reference);
        }
        if (!isOurs(order)) {
            return new Refused("seller", reference);
        }
        return switch (WechatOrders.standing(order)) {
            case Standing.Paid paid -> new Genuine(reference, paid);
            case Standing.Unknown unknown -> new Refused("amount", reference);
            case Standing other -> new Irrelevant(order.path("trade_state").asString(""));
        };
    }

    private NoticeReading refunded(JsonNode refund) {
        String reference = refund.path("out_refund_no").asString("");
        if (!isOurs(refund)) {
            return new Refused("seller", reference);
        }
        Optional<Money> amount = WechatOrders.amount(refund.path("amount"), "refund");
        return new Genuine(
                new Told.Refunded(
                        reference,
                        amount.isEmpty()
                                ? new Refunding.Unknown("The notice names no amount")
                                : WechatRefunds.standing(
                                        refund.path("refund_status").asString(""),
                                        refund.path("refund_id").asString("")),
                        amount.orElse(null)));
    }

    private NoticeReading transferred(JsonNode transfer) {
        String reference = transfer.path("out_bill_no").asString("");
        if (!isOurs(transfer)) {
            return new Refused("seller", reference);
        }
        Optional<Money> amount = WechatOrders.amount(transfer, "transfer_amount");
        return new Genuine(
                new Told.Transferred(
                        reference,
                        amount.isEmpty()
                                ? new Transferring.Unknown("The notice names no amount")
                                : WechatTransfers.standing(transfer, null),
                        amount.orElse(null)));
    }

    private boolean isOurs(JsonNode content) {
        return content.path("mchid").asString("").equals(settings.mchId());
    }
}
