package io.paideia.sandbox.alipay;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a call came to; either way it is signed and travels with HTTP 200. */
sealed interface Answer {

    /** The members of the response object, in the order in which they are written. */
    Map<String, Object> members();

    record Done(Map<String, Object> fields) implements Answer {
        @Override
        public Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("code", "10000");
            members.put("msg", "Success");
            members.putAll(fields);
            return members;
        }
    }

    record Failed(String code, String message, String subCode, String subMessage)
            implements Answer {
        @Override
        public Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("code", code);
            members.put("msg", message);
            members.put("sub_code", subCode);
            members.put("sub_msg", subMessage);
            return members;
        }
    }

    /** The call was understood, and its business refused. */
    static Failed failed(String subCode, String why) {
        return new Failed("40004", "Business Failed", subCode, why);
    }

    static Failed tradeNotExist() {
        return failed("ACQ.TRADE_NOT_EXIST", "交易不存在");
    }

    /** Nothing is known of the outcome; the merchant has to ask again. */
    static Failed systemError() {
        return new Failed("20000", "Service Currently Unavailable", "ACQ.SYSTEM_ERROR", "系统错误");
    }

    /** Too many calls; nothing was done. */
    static Failed limited() {
        return new Failed("40005", "Call Limited", "isv.app-call-limited", "应用调用次数超限");
    }
}
