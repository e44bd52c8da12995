package io.paideia.channels.alipay;

import io.paideia.channels.Failure;
import io.paideia.channels.Transfers.Objection;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.channels.alipay.AlipayTransport.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Money to a person's Alipay account. Source: the open platform's documents of
 * alipay.fund.trans.uni.transfer and alipay.fund.trans.common.query. It travels by version 2
 * always, for there a refusal is signed: whoever believed an unsigned one would pay again by
 * another way. Thread-safe.
 */
final class AlipayTransfers {

    private static final Map<String, String> PRODUCT =
            Map.of("product_code", "TRANS_ACCOUNT_NO_PWD", "biz_scene", "DIRECT_TRANSFER");
    private static final Pattern USER_ID = Pattern.compile("2088[0-9]{12}");

    /** An e-mail address or a phone number. */
    private static final Pattern LOGON_ID =
            Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,64}|[+0-9][0-9-]{4,19}");

    private final AlipayGateway gateway;

    AlipayTransfers(AlipayGateway gateway) {
        this.gateway = gateway;
    }

    Transferring transfer(Transfer transfer) {
        Optional<Objection> objection = objection(transfer);
        if (objection.isPresent()) {
            return new Transferring.Refused(
                    new Failure("channel_refused", objection.get().message(), false));
        }
        return switch (gateway.call("alipay.fund.trans.uni.transfer", business(transfer))) {
            case Answer.NotSent none -> new Transferring.Unknown(none.why());
            case Answer.NoAnswer none -> new Transferring.Unknown(none.why());
            case Answer.Given given when given.succeeded() -> standing(transfer, given);
            case Answer.Given given when isOpen(given) -> new Transferring.Unknown(given.message());
            case Answer.Given given -> new Transferring.Refused(AlipayReading.failure(given));
        };
    }

    Transferring queryTransfer(Transfer transfer) {
        Map<String, String> business = new LinkedHashMap<>(PRODUCT);
        business.put("out_biz_no", transfer.reference());
        return switch (gateway.call("alipay.fund.trans.common.query", business)) {
            case Answer.NotSent none -> new Transferring.Unknown(none.why());
            case Answer.NoAnswer none -> new Transferring.Unknown(none.why());
            case Answer.Given given when given.succeeded() -> standing(transfer, given);
            case Answer.Given given when given.subCode().equals("ORDER_NOT_EXIST") ->
                    new Transferring.NotThere();
            case Answer.Given given -> new Transferring.Unknown(given.message());
        };
    }

    /** What Alipay would surely refuse is not sent. */
    Optional<Objection> objection(Transfer transfer) {
        if (!gateway.hasCertificates()) {
            return objection("channel", "Alipay sends money only for accounts in certificate mode");
        }
        if (!transfer.amount().currency().code().equals("CNY")) {
            return objection("currency", "Alipay sends CNY alone");
        }
        if (!identityType(transfer).equals("ALIPAY_LOGON_ID")) {
            return Optional.empty();
        }
        if (!LOGON_ID.matcher(transfer.payee()).matches()) {
            return objection(
                    "payee", "Alipay knows people by 2088…, an e-mail address or a phone number");
        }
        return transfer.payeeName() == null
                ? objection(
                        "payee_name",
                        "Alipay wants the real name beside an e-mail address or phone number")
                : Optional.empty();
    }

    private static Optional<Objection> objection(String part, String message) {
        return Optional.of(new Objection(part, message));
    }

    private static Map<String, Object> business(Transfer transfer) {
        Map<String, String> payee = new LinkedHashMap<>();
        payee.put("identity", transfer.payee());
        payee.put("identity_type", identityType(transfer));
        if (transfer.payeeName() != null) {
            payee.put("name", transfer.payeeName());
        }
        Map<String, Object> business = new LinkedHashMap<>(PRODUCT);
        business.put("out_biz_no", transfer.reference());
        business.put("trans_amount", transfer.amount().toDecimal());
        business.put("order_title", transfer.remark());
        business.put("remark", transfer.remark());
        business.put("payee_info", payee);
        String parameters = transfer.details().get("business_params");
        if (parameters != null) {
            business.put("business_params", parameters);
        }
        return business;
    }

    private static String identityType(Transfer transfer) {
        String usual =
                USER_ID.matcher(transfer.payee()).matches() ? "ALIPAY_USER_ID" : "ALIPAY_LOGON_ID";
        return transfer.details().getOrDefault("identity_type", usual);
    }

    /**
     * A number that is used for something else already says nothing of what we asked, so it is
     * asked about; so is whatever may still come.
     */
    private static boolean isOpen(Answer.Given given) {
        return AlipayReading.inDoubt(given)
                || given.isLimited()
                || given.subCode().equals("PAYMENT_INFO_INCONSISTENCY");
    }

    private static Transferring standing(Transfer transfer, Answer.Given given) {
        if (!given.field("out_biz_no").equals(transfer.reference())) {
            return new Transferring.Unknown("The answer names another transfer");
        }
        String amount =
                given.body()
                        .path("trans_amount")
                        .asString(given.body().path("amount").asString(""));
        if (!amount.isEmpty() && !amount.equals(transfer.amount().toDecimal())) {
            return new Transferring.Unknown("The answer names another amount: " + amount);
        }
        String order = given.field("order_id");
        return switch (given.field("status")) {
            case "SUCCESS" -> new Transferring.Done(order);
            case "DEALING", "INIT", "WAIT_PAY", "WAIT" -> new Transferring.Accepted(order, null);
            case "FAIL", "CLOSED" -> new Transferring.Refused(failure("channel_refused", given));
            case "REFUND" -> new Transferring.Returned(failure("returned", given));
            default -> new Transferring.Unknown("Transfer status " + given.field("status"));
        };
    }

    private static Failure failure(String code, Answer.Given given) {
        return new Failure(
                code,
                given.field("status")
                        + " "
                        + given.field("fail_reason")
                        + " ("
                        + given.field("error_code")
                        + ")",
                false);
    }
}
