package io.paideia.channels.alipay;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Carries a call to Alipay and brings back its answer, in one version of the protocol. */
interface AlipayTransport {

    /**
     * Makes one call.
     *
     * @param method such as {@code alipay.trade.query}
     * @param business its fields: texts, or maps of texts
     */
    Answer call(String method, Map<String, ?> business);

    /** What came back. */
    sealed interface Answer {

        /**
         * Alipay's own answer, its signature checked.
         *
         * @param code 10000 where the call was carried out, in version 3 too
         * @param subCode what was wrong, empty if nothing was
         */
        record Given(String code, String subCode, String text, JsonNode body) implements Answer {

            boolean succeeded() {
                return code.equals("10000");
            }

            boolean isLimited() {
                return code.equals(TOO_MANY_CALLS);
            }

            String field(String name) {
                return body.path(name).asString("");
            }

            String message() {
                return text + " (" + code + " " + subCode + ")";
            }
        }

        /** The request surely never reached Alipay. */
        record NotSent(String why) implements Answer {}

        /** It may have. */
        record NoAnswer(String why) implements Answer {}
    }

    String TOO_MANY_CALLS = "40005";
}
