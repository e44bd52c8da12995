package io.paideia.channels.paypal;

import io.paideia.channels.Failure;
import io.paideia.channels.Transfers.Objection;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Payouts: one batch with one item per transfer, named by our reference, which PayPal takes once.
 * The receiver is an e-mail address, a PayPal account's id, or a phone number. Money for somebody
 * without an account waits thirty days to be claimed, and then comes back.
 */
final class PayPalPayouts {

    private static final String PAYOUTS = "/v1/payments/payouts";
    private static final Pattern ACCOUNT = Pattern.compile("[2-9A-HJ-NP-Z]{13}");
    private static final Pattern REACHABLE =
            Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,254}|[+0-9][0-9 -]{4,19}");
    private static final Pattern BATCH = Pattern.compile(".*/payouts/([0-9A-Z]{1,30})");

    /** Of a request that PayPal has read, and does not do. */
    private static final Set<Integer> MALFORMED = Set.of(400, 422);

    /** PayPal remembers the names of batches for thirty days. */
    private static final Duration REPEATABLE = Duration.ofDays(29);

    private final PayPalApi api;
    private final Clock clock;

    PayPalPayouts(PayPalApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    Optional<Objection> objection(Transfer transfer) {
        if (!PayPalAmounts.fits(transfer.amount())) {
            return Optional.of(new Objection("amount", "PayPal cannot send " + transfer.amount()));
        }
        return transfer.details().containsKey("recipient_type")
                        || REACHABLE.matcher(transfer.payee()).matches()
                        || ACCOUNT.matcher(transfer.payee()).matches()
                ? Optional.empty()
                : Optional.of(
                        new Objection(
                                "payee",
                                "PayPal knows people by an e-mail address, an account's id or a"
                                        + " phone number"));
    }

    Transferring send(Transfer transfer) {
        if (!PayPalAmounts.fits(transfer.amount())) {
            return new Transferring.Refused(
                    new Failure(
                            "amount_not_supported",
                            "PayPal cannot send " + transfer.amount(),
                            false));
        }
        return switch (api.post(PAYOUTS, transfer.reference(), wish(transfer))) {
            case PayPalApi.Answer.NotSent none -> new Transferring.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Transferring.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() ->
                    header(transfer, given.body().path("batch_header"));
            case PayPalApi.Answer.Given given when given.undecided() ->
                    new Transferring.Unknown(given.message());
            case PayPalApi.Answer.Given given when isRepeat(given) -> earlier(transfer, given);
            case PayPalApi.Answer.Given given when MALFORMED.contains(given.status()) ->
                    new Transferring.Refused(given.failure());
            // Who is not let in today says nothing of what was taken yesterday.
            case PayPalApi.Answer.Given given -> new Transferring.Unknown(given.message());
        };
    }

    /**
     * Asks for the batch by its handle. Without one there is nothing to ask by, so the sending is
     * repeated: PayPal takes a reference once, and nobody asks about what should not be sent.
     */
    Transferring query(Transfer transfer) {
        String handle = transfer.handle();
        if (handle == null) {
            return clock.instant().isAfter(transfer.startedAt().plus(REPEATABLE))
                    ? new Transferring.Unknown("PayPal has forgotten the name by now")
                    : send(transfer);
        }
        return ask(transfer, handle);
    }

    /** What one item says; its states are those of PayPal's transaction_status. */
    static Transferring transferring(String batch, JsonNode item) {
        String status = item.path("transaction_status").asString("");
        return switch (status) {
            case "SUCCESS" -> new Transferring.Done(batch);
            case "PENDING", "UNCLAIMED", "ONHOLD" -> new Transferring.Accepted(batch, null);
            case "FAILED", "BLOCKED", "DENIED", "CANCELED" ->
                    new Transferring.Refused(failure(status, item.path("errors")));
            case "RETURNED", "REFUNDED", "REVERSED" ->
                    new Transferring.Returned(failure(status, item.path("errors")));
            default -> new Transferring.Unknown("Payout status " + status);
        };
    }

    private Transferring ask(Transfer transfer, String batch) {
        return switch (api.get(PAYOUTS + "/" + PayPalApi.segment(batch))) {
            case PayPalApi.Answer.NotSent none -> new Transferring.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Transferring.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() ->
                    item(transfer, given.body().path("batch_header"), given.body().path("items"));
            case PayPalApi.Answer.Given given when given.status() == 404 ->
                    new Transferring.NotThere();
            case PayPalApi.Answer.Given given -> new Transferring.Unknown(given.message());
        };
    }

    private static Transferring item(Transfer transfer, JsonNode header, JsonNode items) {
        Transferring batch = header(transfer, header);
        JsonNode item = items.path(0);
        if (!(batch instanceof Transferring.Accepted accepted) || item.isMissingNode()) {
            return batch;
        }
        JsonNode asked = item.path("payout_item");
        boolean ours =
                asked.path("sender_item_id").asString("").equals(transfer.reference())
                        && asked.path("receiver").asString("").equals(transfer.payee())
                        && PayPalAmounts.read(asked.path("amount"))
                                .filter(transfer.amount()::equals)
                                .isPresent();
        return ours
                ? transferring(String.valueOf(accepted.handle()), item)
                : new Transferring.Unknown("The answer names another transfer");
    }

    private static Transferring header(Transfer transfer, JsonNode header) {
        String sent = header.path("sender_batch_header").path("sender_batch_id").asString("");
        String id = header.path("payout_batch_id").asString("");
        if (!sent.equals(transfer.reference()) || id.isEmpty()) {
            return new Transferring.Unknown("The answer names another batch");
        }
        return switch (header.path("batch_status").asString("")) {
            case "PENDING", "PROCESSING", "SUCCESS", "NEW" -> new Transferring.Accepted(id, null);
            case "DENIED", "CANCELED" ->
                    new Transferring.Refused(
                            failure(
                                    header.path("batch_status").asString(""),
                                    header.path("errors")));
            default -> new Transferring.Unknown("Batch status " + header.path("batch_status"));
        };
    }

    private static boolean isRepeat(PayPalApi.Answer.Given given) {
        return given.body().path("name").asString("").equals("USER_BUSINESS_ERROR")
                && given.body().toString().contains("sender_batch_id");
    }

    /** PayPal refuses the repeat and names the batch that it had made. */
    private Transferring earlier(Transfer transfer, PayPalApi.Answer.Given given) {
        return given.body()
                .path("links")
                .valueStream()
                .map(link -> BATCH.matcher(link.path("href").asString("")))
                .filter(Matcher::matches)
                .findFirst()
                .map(batch -> ask(transfer, batch.group(1)))
                .orElseGet(() -> new Transferring.Unknown(given.message()));
    }

    private static Failure failure(String status, JsonNode errors) {
        String name = errors.path("name").asString("");
        String code =
                switch (status) {
                    case "RETURNED", "REFUNDED", "REVERSED" -> "returned";
                    default ->
                            name.equals("INSUFFICIENT_FUNDS")
                                    ? "insufficient_funds"
                                    : "channel_refused";
                };
        return new Failure(
                code,
                errors.path("message").asString("The payout ended")
                        + " ("
                        + status
                        + " "
                        + name
                        + ")",
                false);
    }

    private static Map<String, Object> wish(Transfer transfer) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("recipient_type", recipient(transfer));
        item.put("amount", PayPalAmounts.member(transfer.amount(), "currency"));
        item.put("note", transfer.remark());
        item.put("sender_item_id", transfer.reference());
        item.put("receiver", transfer.payee());
        return Map.of(
                "sender_batch_header",
                Map.of("sender_batch_id", transfer.reference()),
                "items",
                List.of(item));
    }

    private static String recipient(Transfer transfer) {
        String named = transfer.details().get("recipient_type");
        if (named != null) {
            return named;
        } else if (transfer.payee().contains("@")) {
            return "EMAIL";
        }
        return ACCOUNT.matcher(transfer.payee()).matches() ? "PAYPAL_ID" : "PHONE";
    }
}
