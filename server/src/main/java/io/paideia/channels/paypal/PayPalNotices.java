package io.paideia.channels.paypal;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads PayPal's webhook events. The webhook's id is part of what is signed, so that a good
 * signature says that the event is for this application; the payee says whose money it is.
 */
final class PayPalNotices {

    private final PayPalSettings settings;
    private final PayPalSignature signature;
    private final JsonMapper mapper;

    PayPalNotices(PayPalSettings settings, PayPalSignature signature, JsonMapper mapper) {
        this.settings = settings;
        this.signature = signature;
        this.mapper = mapper;
    }

    NoticeReading read(RawNotice notice) {
        switch (signature.check(notice)) {
            case PayPalSignature.Check.Bad bad -> {
                return new NoticeReading.Refused(bad.why(), null);
            }
            case PayPalSignature.Check.Good good -> {}
        }
        try {
            JsonNode event = mapper.readTree(notice.body());
            return read(event.path("event_type").asString(""), event.path("resource"));
        } catch (JacksonException e) {
            return new NoticeReading.Irrelevant("not JSON");
        }
    }

    private NoticeReading read(String type, JsonNode resource) {
        return switch (type) {
            case "CHECKOUT.ORDER.APPROVED" -> approved(resource);
            case "PAYMENT.AUTHORIZATION.CREATED", "PAYMENT.AUTHORIZATION.VOIDED" ->
                    charged(resource, PayPalOrder.authorized(resource));
            case "PAYMENT.CAPTURE.COMPLETED",
                    "PAYMENT.CAPTURE.DENIED",
                    "PAYMENT.CAPTURE.DECLINED",
                    "PAYMENT.CAPTURE.PENDING" ->
                    charged(resource, PayPalOrder.captured(resource));
            case "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED" ->
                    refunded(resource);
            // The dispute tells of it, and the day's statement; told twice it would count twice.
            case "PAYMENT.CAPTURE.REVERSED" -> new NoticeReading.Irrelevant("reversed");
            case "CUSTOMER.DISPUTE.CREATED",
                    "CUSTOMER.DISPUTE.UPDATED",
                    "CUSTOMER.DISPUTE.RESOLVED" ->
                    disputed(resource);
            default ->
                    type.startsWith("PAYMENT.PAYOUTS-ITEM.")
                            ? transferred(resource)
                            : new NoticeReading.Irrelevant("unknown event");
        };
    }

    /**
     * The buyer agreed. Of an order whose money shall only be held this says little: the hold is
     * placed when we ask.
     */
    private NoticeReading approved(JsonNode order) {
        String reference = PayPalOrder.reference(order);
        if (reference.isEmpty()) {
            return new NoticeReading.Irrelevant("without our reference");
        }
        if (!PayPalOrder.payee(order).equals(settings.merchantId())) {
            return new NoticeReading.Refused("seller", reference);
        }
        Standing standing = PayPalOrder.standing(order, reference, settings.merchantId());
        return new NoticeReading.Genuine(
                reference,
                standing instanceof Standing.Authorized
                                && !order.path("intent").asString("").equals("CAPTURE")
                        ? new Standing.Unknown("Agreed; the hold is placed by asking")
                        : standing);
    }

    private NoticeReading charged(JsonNode resource, Standing standing) {
        String reference = resource.path("custom_id").asString("");
        if (reference.isEmpty()) {
            return new NoticeReading.Irrelevant("without our reference");
        }
        return isOurs(resource)
                ? new NoticeReading.Genuine(reference, standing)
                : new NoticeReading.Refused("seller", reference);
    }

    /** A refund that a person made in PayPal's console bears no reference of ours. */
    private NoticeReading refunded(JsonNode resource) {
        String reference = resource.path("custom_id").asString("");
        if (reference.isEmpty()) {
            return new NoticeReading.Irrelevant("refund without our reference");
        }
        return isOurs(resource)
                ? new NoticeReading.Genuine(
                        new Told.Refunded(
                                reference,
                                PayPalRefunds.refunding(resource),
                                PayPalAmounts.read(resource.path("amount")).orElse(null)))
                : new NoticeReading.Refused("seller", reference);
    }

    private NoticeReading disputed(JsonNode resource) {
        if (!PayPalDisputes.seller(resource, settings.merchantId()).equals(settings.merchantId())) {
            return new NoticeReading.Refused(
                    "seller",
                    resource.path("disputed_transactions").path(0).path("custom").asString(""));
        }
        return PayPalDisputes.read(resource, settings.merchantId())
                .<NoticeReading>map(
                        dispute -> new NoticeReading.Genuine(new Told.Disputed(dispute)))
                .orElseGet(() -> new NoticeReading.Irrelevant("dispute without an amount"));
    }

    private static NoticeReading transferred(JsonNode resource) {
        String reference = resource.path("payout_item").path("sender_item_id").asString("");
        return reference.isEmpty()
                ? new NoticeReading.Irrelevant("payout without our reference")
                : new NoticeReading.Genuine(
                        new Told.Transferred(
                                reference,
                                PayPalPayouts.transferring(
                                        resource.path("payout_batch_id").asString(""), resource),
                                PayPalAmounts.read(resource.path("payout_item").path("amount"))
                                        .orElse(null)));
    }

    /** Not every event names the payee. */
    private boolean isOurs(JsonNode resource) {
        return resource.path("payee")
                .path("merchant_id")
                .asString(settings.merchantId())
                .equals(settings.merchantId());
    }
}
