package io.paideia.sandbox.unionpay;

import java.util.Map;

/**
 * What a call came to: a code, a message, and what else the answer tells. Anything but 00 is a
 * refusal.
 */
record Answer(String code, String message, Map<String, String> more) {

    static Answer done(Map<String, String> more) {
        return new Answer("00", "成功[0000000]", more);
    }

    static Answer refused(String code, String message) {
        return new Answer(code, message, Map.of());
    }

    static Answer malformed(String field) {
        return refused("10", "报文格式错误[" + field + "]");
    }

    static Answer unknownTransaction() {
        return refused("34", "查无此交易[2600000]");
    }

    static Answer repeated() {
        return refused("12", "重复交易[5100012]");
    }

    boolean isDone() {
        return code.equals("00");
    }

    /** A call that cannot be carried out as it is written. */
    static final class Rejected extends RuntimeException {

        private final transient Answer answer;

        Rejected(Answer answer) {
            super(answer.message());
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }
}
