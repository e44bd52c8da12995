package io.paideia.sandbox.alipay;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The canonical texts that Alipay's RSA2 signs. */
final class Rsa2 {

    private Rsa2() {}

    /**
     * The canonical text of a request: sorted by name, without blank values and without the
     * signature itself.
     */
    static String requestContent(Map<String, String> fields) {
        return content(fields, Set.of("sign"));
    }

    /**
     * The canonical text of a notice or a browser's return, which also leaves out the sign_type.
     */
    static String noticeContent(Map<String, String> fields) {
        return content(fields, Set.of("sign", "sign_type"));
    }

    private static String content(Map<String, String> fields, Set<String> without) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .filter(
                                field ->
                                        !without.contains(field.getKey())
                                                && !field.getValue().isBlank())
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining("&"));
    }
}
