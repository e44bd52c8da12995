package io.paideia.channels.unionpay;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * UnionPay's notations. Requests and notices are forms; answers are {@code k=v&k=v} without any
 * encoding, where a value in braces may contain both signs. Of a repeated name the first counts, in
 * what is verified and in what is read.
 */
final class UnionPayMessage {

    static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(BEIJING);

    private UnionPayMessage() {}

    /** The txnTime of a moment. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    /** The settlement day of a moment: it begins at 23:00 of the day before. */
    static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at.plusSeconds(3600), BEIJING);
    }

    static Map<String, String> answer(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        int begin = 0;
        int depth = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '&' : text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == '&' && (depth <= 0 || i == text.length())) {
                put(fields, text.substring(begin, i));
                begin = i + 1;
            }
        }
        return fields;
    }

    static Map<String, String> form(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(
                        decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(
                        field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static void put(Map<String, String> fields, String pair) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
            fields.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
