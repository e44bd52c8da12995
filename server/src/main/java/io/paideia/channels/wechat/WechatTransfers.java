package io.paideia.channels.wechat;

import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Transfers.Objection;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.channels.wechat.WechatGateway.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Transfers to a person's balance, who confirms that they are wanted. Source: WeChat Pay's
 * documents of {@code /v3/fund-app/mch-transfer/transfer-bills}. Thread-safe.
 */
final class WechatTransfers {

    private static final Pattern OPEN_ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final String PATH = "/v3/fund-app/mch-transfer/transfer-bills";
    private static final long NAME_NEEDED_FROM_FEN = 200_000;
    private static final long NAME_TAKEN_FROM_FEN = 30;
    private static final int LONGEST_REMARK = 32;
    private static final Duration CONFIRMED_WITHIN = Duration.ofHours(24);

    /** What a transfer's details may hold, by WeChat Pay's own names. */
    private static final String SCENE = "transfer_scene_id";

    private static final String PERCEPTION = "user_recv_perception";
    private static final String REPORT = "transfer_scene_report_infos.";

    private final WechatSettings settings;
    private final WechatGateway gateway;

    WechatTransfers(WechatSettings settings, WechatGateway gateway) {
        this.settings = settings;
        this.gateway = gateway;
    }

    Optional<Objection> objection(Transfer transfer) {
        if (!OPEN_ID.matcher(transfer.payee()).matches()) {
            return Optional.of(new Objection("payee", "WeChat Pay knows people by their openid"));
        }
        return transfer.payeeName() == null && transfer.amount().minor() >= NAME_NEEDED_FROM_FEN
                ? Optional.of(
                        new Objection(
                                "payee_name",
                                "WeChat Pay wants the receiver's name from CNY 2000 on"))
                : Optional.empty();
    }

    Transferring transfer(Transfer transfer) {
        if (!transfer.amount().currency().code().equals("CNY")) {
            return refused("currency_not_supported", "WeChat Pay transfers CNY alone");
        }
        String name = transfer.payeeName();
        boolean named = name != null && !name.isBlank();
        if (!named && transfer.amount().minor() >= NAME_NEEDED_FROM_FEN) {
            return refused(
                    "payee_name_missing", "WeChat Pay wants the receiver's name from CNY 2000 on");
        }
        Map<String, Object> business = business(transfer);
        if (named && transfer.amount().minor() >= NAME_TAKEN_FROM_FEN) {
            Optional<PlatformKeys.Known> key = gateway.encryptionKey();
            if (key.isEmpty()) {
                return new Transferring.Unknown(
                        "WeChat Pay's key for the receiver's name cannot be had");
            }
            business.put("user_name", Sealed.seal(String.valueOf(name), key.get().key()));
            return made(transfer, gateway.post(PATH, business, key.get().serial()));
        }
        return made(transfer, gateway.post(PATH, business));
    }

    Transferring query(Transfer transfer) {
        return switch (gateway.get(PATH + "/out-bill-no/" + transfer.reference())) {
            case Answer.NotSent none -> new Transferring.Unknown(none.why());
            case Answer.NoAnswer none -> new Transferring.Unknown(none.why());
            case Answer.Given given -> asked(transfer, given);
            case Answer.Denied denied
                    when denied.status() == 404
                            && (denied.code().equals("NOT_FOUND")
                                    || denied.code().equals("RESOURCE_NOT_EXISTS")) ->
                    new Transferring.NotThere();
            case Answer.Denied denied -> new Transferring.Unknown(denied.why());
        };
    }

    /**
     * How a transfer stands, from the members that answers and notices share.
     *
     * @param action what the receiver does next, null if it is not known
     */
    static Transferring standing(JsonNode transfer, @Nullable NextAction action) {
        String handle = transfer.path("transfer_bill_no").asString("");
        String state = transfer.path("state").asString("");
        return switch (state) {
            case "SUCCESS" -> new Transferring.Done(handle);
            case "WAIT_USER_CONFIRM" -> new Transferring.Accepted(handle, action);
            case "ACCEPTED", "PROCESSING", "TRANSFERING", "CANCELING" ->
                    new Transferring.Accepted(handle, null);
            case "FAIL" ->
                    new Transferring.Refused(failure(transfer.path("fail_reason").asString("")));
            case "CANCELLED" ->
                    new Transferring.Refused(
                            new Failure("transfer_cancelled", "The transfer was taken back", true));
            default -> new Transferring.Unknown("Transfer state " + state);
        };
    }

    private Map<String, Object> business(Transfer transfer) {
        Map<String, String> details = transfer.details();
        Map<String, Object> business = new LinkedHashMap<>();
        business.put("appid", settings.appId());
        business.put("out_bill_no", transfer.reference());
        business.put("transfer_scene_id", details.getOrDefault(SCENE, settings.transferSceneId()));
        business.put("openid", transfer.payee());
        business.put("transfer_amount", transfer.amount().minor());
        business.put("transfer_remark", shortened(transfer.remark()));
        business.put("notify_url", settings.notifyUrl().toString());
        String perception = details.get(PERCEPTION);
        if (perception != null) {
            business.put(PERCEPTION, perception);
        }
        business.put("transfer_scene_report_infos", reports(details));
        return business;
    }

    /** Those of the transfer's own details, or else of the settings. */
    private List<Map<String, String>> reports(Map<String, String> details) {
        Map<String, String> reports = new LinkedHashMap<>();
        details.forEach(
                (name, value) -> {
                    if (name.startsWith(REPORT)) {
                        reports.put(name.substring(REPORT.length()), value);
                    }
                });
        return (reports.isEmpty() ? settings.reports() : reports)
                .entrySet().stream()
                        .map(
                                entry ->
                                        Map.of(
                                                "info_type",
                                                entry.getKey(),
                                                "info_content",
                                                entry.getValue()))
                        .toList();
    }

    private Transferring made(Transfer transfer, Answer answer) {
        return switch (answer) {
            // Not this call, but an earlier one of the same number may have arrived.
            case Answer.NotSent none -> new Transferring.Unknown(none.why());
            case Answer.NoAnswer none -> new Transferring.Unknown(none.why());
            case Answer.Given given when given.text("/out_bill_no").equals(transfer.reference()) ->
                    standing(given.body(), confirmation(transfer, given));
            case Answer.Given given ->
                    new Transferring.Unknown("The answer names another transfer");
            case Answer.Denied denied
                    when denied.isBusy() || denied.code().equals("ALREADY_EXISTS") ->
                    new Transferring.Unknown(denied.why());
            case Answer.Denied denied -> new Transferring.Refused(denied.failure());
        };
    }

    private Transferring asked(Transfer transfer, Answer.Given given) {
        boolean same =
                given.text("/out_bill_no").equals(transfer.reference())
                        && given.text("/mch_id").equals(settings.mchId())
                        && WechatOrders.amount(given.body(), "transfer_amount")
                                .filter(transfer.amount()::equals)
                                .isPresent();
        return same
                ? standing(given.body(), null)
                : new Transferring.Unknown("The answer names another transfer");
    }

    /** What WeChat's script requestMerchantTransfer is called with, in the receiver's WeChat. */
    private @Nullable NextAction confirmation(Transfer transfer, Answer.Given given) {
        String packed = given.text("/package_info");
        if (packed.isEmpty()) {
            return null;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("mchId", settings.mchId());
        fields.put("appId", settings.appId());
        fields.put("package", packed);
        return NextAction.appParams(fields, transfer.startedAt().plus(CONFIRMED_WITHIN));
    }

    private static Failure failure(String reason) {
        String message = "WeChat Pay could not carry out the transfer (" + reason + ")";
        return switch (reason) {
            case "NAME_NOT_CORRECT" -> new Failure("payee_name_wrong", message, false);
            case "OVERDUE_CLOSE" -> new Failure("not_confirmed", message, true);
            default -> new Failure("payee_refused", message, false);
        };
    }

    private static Transferring refused(String code, String message) {
        return new Transferring.Refused(new Failure(code, message, false));
    }

    private static String shortened(String remark) {
        return remark.codePointCount(0, remark.length()) <= LONGEST_REMARK
                ? remark
                : remark.substring(0, remark.offsetByCodePoints(0, LONGEST_REMARK));
    }
}
