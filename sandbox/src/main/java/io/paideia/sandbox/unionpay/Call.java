package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.unionpay.Answer.Rejected;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One verified request. Immutable. */
record Call(Map<String, String> fields) {

    private static final Pattern ORDER = Pattern.compile("[0-9A-Za-z]{8,40}");
    private static final Pattern FEN = Pattern.compile("[1-9][0-9]{0,11}");

    Call {
        fields = Map.copyOf(fields);
    }

    /** txnType, txnSubType and bizType, which say what is wanted. */
    String kind() {
        return field("txnType").orElse("") + "/" + field("txnSubType").orElse("");
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(text -> !text.isBlank());
    }

    String required(String name) {
        return field(name).orElseThrow(() -> new Rejected(Answer.malformed(name)));
    }

    String order() {
        String order = required("orderId");
        if (!ORDER.matcher(order).matches()) {
            throw new Rejected(Answer.malformed("orderId"));
        }
        return order;
    }

    String txnTime() {
        String time = required("txnTime");
        if (Beijing.parseDigits(time).isEmpty()) {
            throw new Rejected(Answer.malformed("txnTime"));
        }
        return time;
    }

    Amount amount() {
        String fen = required("txnAmt");
        if (!FEN.matcher(fen).matches()) {
            throw new Rejected(Answer.malformed("txnAmt"));
        }
        if (!field("currencyCode").orElse("156").equals("156")) {
            throw new Rejected(Answer.malformed("currencyCode"));
        }
        return new Amount(Long.parseLong(fen), "CNY");
    }

    URI address(String name) {
        try {
            URI address = new URI(required(name));
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw new Rejected(Answer.malformed(name));
        }
        throw new Rejected(Answer.malformed(name));
    }
}
