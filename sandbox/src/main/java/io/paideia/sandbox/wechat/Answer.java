package io.paideia.sandbox.wechat;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a call came to. */
sealed interface Answer {

    int status();

    /** The members of the body in the order in which they are written; none for an empty body. */
    Map<String, Object> members();

    record Done(int status, Map<String, Object> members) implements Answer {

        Done(Map<String, Object> members) {
            this(200, members);
        }

        static Done empty() {
            return new Done(204, Map.of());
        }
    }

    /** A file, which nobody signs. */
    record File(String content) implements Answer {

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, Object> members() {
            return Map.of();
        }
    }

    record Failed(int status, String code, String message) implements Answer {

        @Override
        public Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("code", code);
            members.put("message", message);
            return members;
        }
    }

    static Failed parameter(String why) {
        return new Failed(400, "PARAM_ERROR", why);
    }

    static Failed invalid(String why) {
        return new Failed(400, "INVALID_REQUEST", why);
    }

    static Failed orderNotExist() {
        return new Failed(404, "ORDER_NOT_EXIST", "订单不存在");
    }

    static Failed systemError() {
        return new Failed(500, "SYSTEM_ERROR", "系统异常，请稍后重试");
    }

    static Failed rateLimited() {
        return new Failed(429, "FREQUENCY_LIMITED", "频率超限");
    }

    /** Thrown by whoever reads a call; the answer is why it cannot be carried out. */
    final class Rejected extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient Failed answer;

        Rejected(Failed answer) {
            super(answer.message(), null, false, false);
            this.answer = answer;
        }

        static Rejected parameter(String why) {
            return new Rejected(Answer.parameter(why));
        }

        Failed answer() {
            return answer;
        }
    }
}
