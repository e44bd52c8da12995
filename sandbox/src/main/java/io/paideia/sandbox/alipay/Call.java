package io.paideia.sandbox.alipay;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One verified call: the common parameters, and the fields of biz_content. */
record Call(String method, Map<String, String> common, JsonNode content) {

    /**
     * A field of biz_content that is there and not blank. Numbers are taken as they are written.
     */
    Optional<String> field(String name) {
        JsonNode value = content.get(name);
        return value == null || !value.isValueNode() || value.isNull()
                ? Optional.empty()
                : Optional.of(value.asString()).filter(text -> !text.isBlank());
    }

    String required(String name) {
        return field(name).orElseThrow(() -> Rejected.parameter(name + " is missing"));
    }

    Optional<String> commonField(String name) {
        return Optional.ofNullable(common.get(name)).filter(text -> !text.isBlank());
    }

    /** Whether the caller showed a certificate. */
    boolean isCertified() {
        return commonField("app_cert_sn").isPresent();
    }

    /** The merchant's number, if the call names it. */
    Optional<String> reference() {
        return field("out_trade_no");
    }

    /** Alipay's number, which goes first if a call names both. */
    Optional<String> tradeNumber() {
        return field("trade_no");
    }

    /** A call whose content cannot be carried out as it is written; repeating it cannot help. */
    static final class Rejected extends RuntimeException {

        private final String subCode;

        Rejected(String subCode, String why) {
            super(why);
            this.subCode = subCode;
        }

        static Rejected parameter(String why) {
            return new Rejected("ACQ.INVALID_PARAMETER", why);
        }

        Answer.Failed answer() {
            @Nullable String why = getMessage();
            return Answer.failed(subCode, why == null ? subCode : why);
        }
    }
}
